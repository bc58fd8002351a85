/** Styles and page scripts are imported as text; the bundler and vitest load them so. */
declare module '*.css' {
  const text: string;
  export default text;
}

declare module '*.client.js' {
  const text: string;
  export default text;
}
