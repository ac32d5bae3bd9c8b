/**
 * Parts of antd make styles of their own and do not ask for the nonce of the page (the width of a scroll bar, a page that stands still under
 * a layer). What a script of ours makes is let in; what somebody wrote into a text is not made, and stays refused.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const make = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = make(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
