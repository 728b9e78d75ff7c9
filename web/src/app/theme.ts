import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const harbour: MantineColorsTuple = [
  "#e6f4f4",
  "#cde8e9",
  "#a0d3d6",
  "#6fbdc2",
  "#4bacb2",
  "#2f9aa1",
  "#17858c",
  "#0b6f76",
  "#075b62",
  "#03454b",
];

// Greys with the accent's hue in them, so that panels and lines belong to it.
const gray: MantineColorsTuple = [
  "#f5f8f8",
  "#ebf0f1",
  "#dfe7e9",
  "#cfdadd",
  "#b0c1c6",
  "#8a9da4",
  "#566c74",
  "#425861",
  "#2a3e46",
  "#13262d",
];

const dark: MantineColorsTuple = [
  "#dbe7ea",
  "#bccdd2",
  "#93acb3",
  "#6b858d",
  "#34505a",
  "#254049",
  "#182f37",
  "#11232a",
  "#0b1a20",
  "#061015",
];

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: 7,
  colors: { harbour, gray, dark },
  black: "#13262d",
  fontFamily: '"IBM Plex Sans Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", "Cascadia Mono", "Liberation Mono", Menlo, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        withArrow: true,
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: false },
      },
    },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm" } },
    Autocomplete: { defaultProps: { size: "sm" } },
  },
});

// Mantine's own dimmed and placeholder shades are too faint for AA on our papers.
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f2f6f6",
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-error": "#b3261e",
    "--mantine-color-default-border": gray[4],
  },
  dark: {
    "--mantine-color-body": dark[8],
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": dark[2],
    "--mantine-color-error": "#ff9a8f",
    "--mantine-color-default": dark[7],
    "--mantine-color-default-border": dark[4],
  },
});
