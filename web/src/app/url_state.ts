import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";

export interface UrlCodec<T> {
  parse: (params: URLSearchParams) => T;
  format: (value: T) => URLSearchParams;
}

type Patch<T> = (patch: Partial<T>, how?: "replace" | "push") => void;

const quietFor = 150;

function asSearch(params: URLSearchParams): string {
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

// A page's state that its address holds: a link, a reload and the back button bring it back.
// The address follows the state a moment later, so that typing stays quick; `push` makes a step of the history.
export function useUrlState<T>({ parse, format }: UrlCodec<T>): [T, Patch<T>] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [state, setState] = useState(() => parse(new URLSearchParams(search)));
  const known = useRef(search);
  const push = useRef(false);

  useEffect(() => {
    if (search === known.current) return;
    known.current = search;
    setState(parse(new URLSearchParams(search)));
  }, [search, parse]);

  useEffect(() => {
    const wanted = asSearch(format(state));
    if (wanted === known.current) return;
    const write = () => {
      known.current = wanted;
      void navigate({ search: wanted }, { replace: !push.current });
      push.current = false;
    };
    const timer = setTimeout(write, push.current ? 0 : quietFor);
    return () => clearTimeout(timer);
  }, [state, format, navigate]);

  const patch = useCallback<Patch<T>>((change, how = "replace") => {
    if (how === "push") push.current = true;
    setState((before) => ({ ...before, ...change }));
  }, []);
  return [state, patch];
}
