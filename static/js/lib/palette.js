// The colours of the stylesheet for what is drawn on a canvas, which knows no custom properties.

/** Return a function from a custom property's name to its present colour. */
export function palette(element = document.documentElement) {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

/** Call back when the scheme changes: by the system, by data-theme, or for print. */
export function onSchemeChange(callback) {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
