// A pier above the water: the L of Lakeport.
export function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" fill="none" strokeLinecap="round" aria-hidden="true">
      <path d="M10 4.5v14h13" stroke="#fff" strokeWidth="3.4" strokeLinejoin="round" />
      <path
        d="M4.5 25.6c1.9-1.6 3.8-1.6 5.7 0s3.8 1.6 5.7 0 3.8-1.6 5.7 0 3.8 1.6 5.7 0"
        stroke="#7fd0d4"
        strokeWidth="2.3"
      />
    </svg>
  );
}
