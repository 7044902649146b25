/** Attributes of code and names that translating browsers must leave alone. (Preact drops a false `translate`.) */
export const verbatim: object = { translate: 'no' };
