import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import { cssVariables, theme } from "./theme";

function merge(base: ConvertCSSVariablesInput, ours: ConvertCSSVariablesInput): ConvertCSSVariablesInput {
  return {
    variables: { ...base.variables, ...ours.variables },
    light: { ...base.light, ...ours.light, "--mantine-color-scheme": "light" },
    dark: { ...base.dark, ...ours.dark, "--mantine-color-scheme": "dark" },
  };
}

// Gives the page the theme's variables by a constructed style sheet: the portal's content security policy
// allows no inline style element, which is what MantineProvider would write.
export function adoptTheme(): void {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    convertCssVariables(merge(defaultCssVariablesResolver(merged), cssVariables(merged)), ":root"),
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
