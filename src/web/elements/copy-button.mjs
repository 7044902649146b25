/** `<copy-button for="ID" done="Copied">`: shows a button (hidden without scripts) that copies the text or value of an element. */
customElements.define(
  'copy-button',
  class extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector('button');
      const status = this.querySelector('[role=status]');
      button.hidden = false;
      button.addEventListener('click', async () => {
        const source = document.getElementById(this.getAttribute('for'));
        await navigator.clipboard.writeText(source.dataset.copy ?? source.value ?? source.textContent);
        status.textContent = this.getAttribute('done');
      });
    }
  },
);
