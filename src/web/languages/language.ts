import { english, type Messages } from './en.js';
import { polish } from './pl.js';

const texts = { en: english, pl: polish } satisfies Record<string, Messages>;

/** A language of the pages, as an HTML `lang` tag. */
export type Language = keyof typeof texts;

/** The languages of the pages; the first one is the default. */
export const languages = Object.keys(texts) as Language[];

/** The name of the cookie that keeps a reader's choice. */
export const languageCookie = 'lang';

/** The texts of a language. */
export const textsOf = (language: Language): Messages => texts[language];

/** What a request says about the wanted language. */
export interface LanguageWish {
  /** `?lang=` of the URL. */
  query?: string | undefined;
  /** The Cookie header. */
  cookie?: string | undefined;
  acceptLanguage?: string | undefined;
}

/** The language to answer in: `?lang=`, else the reader's kept choice, else Accept-Language, else English. */
export function chooseLanguage({ query, cookie, acceptLanguage }: LanguageWish): Language {
  return known(query) ?? known(keptChoice(cookie)) ?? accepted(acceptLanguage) ?? 'en';
}

function known(tag: string | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === primary);
}

function keptChoice(cookie: string | undefined): string | undefined {
  return cookie
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === languageCookie)?.[1];
}

/** The known language with the highest weight. Source: RFC 9110, 12.5.4. */
function accepted(header: string | undefined): Language | undefined {
  let best: { language: Language; weight: number } | undefined;
  for (const item of header?.split(',') ?? []) {
    const [tag = '', ...parameters] = item.trim().split(';');
    const language = known(tag.trim());
    const weight = Number(
      parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    );
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language;
}
