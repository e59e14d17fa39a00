// Elements, made by a script.

/** An element with its properties and children. */
export function element(name, properties = {}, children = []) {
  const node = document.createElement(name);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}
