/** The worker's program as a text, which `bundle.js` puts in its place. */
declare module "worker-source" {
  const source: string;
  export default source;
}

/** A picture as a text. */
declare module "*.svg" {
  const source: string;
  export default source;
}
