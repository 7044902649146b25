/** `<cite-picker label="TEXT">`: shows one of its citations at a time, and a list to pick it from. */
customElements.define(
  'cite-picker',
  class extends HTMLElement {
    connectedCallback() {
      const citations = [...this.querySelectorAll('.citation')];
      const label = document.createElement('label');
      const select = document.createElement('select');
      label.append(this.getAttribute('label'), select);
      for (const citation of citations) {
        const option = document.createElement('option');
        option.textContent = citation.dataset.title;
        select.append(option);
      }
      const show = () => {
        citations.forEach((citation, index) => (citation.hidden = index !== select.selectedIndex));
      };
      select.addEventListener('change', show);
      this.prepend(label);
      show();
    }
  },
);
