/**
 * Words before a name that are no part of it, in the languages of Europe and of English-speaking business. Compiled for this
 * project from the forms of address that its imports met. Left out is what is a name as often as a title: Don, Dean, Pan, Bay.
 */
export const TITLES: ReadonlySet<string> = new Set(
  `mr mrs ms miss mx mister missus messrs dr doctor prof professor sir dame lady lord rev reverend capt captain sgt lieutenant colonel
  herr herrn frau frl fraulein hr dipl univ
  monsieur madame mademoiselle mme mlle mmes
  senor senora senorita sr sra srta srita dona senhor senhora
  signor signora signorina sig sigra dott dottore dottoressa dottssa avv ingegnere
  dhr mevr mevrouw meneer drs
  fru froken pani mgr mudr judr phdr rndr
  shri smt kumari encik puan datuk`.split(/\s+/),
);

/** Titles that are taken for one only where two more words follow, since each is somebody's name, too. */
export const SHORT_TITLES: ReadonlySet<string> = new Set(
  'ing mag doc ir hon arch major fr father sister brother heer de-heer mw m-me'.split(' '),
);

/** Words after a name that are no part of it. */
export const POST_NOMINALS: ReadonlySet<string> = new Set(
  'phd dphil md esq esquire obe mbe cbe kc qc frcs mba msc bsc llb llm dds cpa beng'.split(' '),
);

/** Words after a name, or before it in Chinese, Japanese and Korean, as they are written there. */
export const EAST_ASIAN_TITLES = /(先生|女士|小姐|太太|博士|教授|さん|さま|様|氏|님|씨)$/u;
