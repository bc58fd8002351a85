/** All words that people read; one `.ftl` file a language, in bot/texts. */
export interface Texts {
  /** Languages that there are, the default first. */
  readonly locales: readonly string[];
  /** The nearest language that we have for what a messenger or browser says (`en-US`, `ru`), or the default. */
  nearest(language: string | null | undefined): string;
  /**
   * The words of `key`. Values are escaped for the neutral markup of channels (`&lt;`), so a name with
   * `<b>` in it stays a name. MoneyJson values are written as money, numbers by the language's rules.
   * @throws Error for a key that the language and the default both lack: a bug that a test finds.
   */
  say(locale: string, key: string, args?: Readonly<Record<string, unknown>>): string;
  /** The same as plain text without markup or escapes, for pages (which escape by themselves) and logs. */
  plain(locale: string, key: string, args?: Readonly<Record<string, unknown>>): string;
}
