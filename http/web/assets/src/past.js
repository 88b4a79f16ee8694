// An address of ours, of the moment that the page shows. The server's links have it already.
export function moment(address) {
  const shown = new URLSearchParams(location.search);
  const to = new URL(address, location.origin);
  for (const name of ["as_of", "as_of_rules"]) if (shown.has(name)) to.searchParams.set(name, shown.get(name));
  return to.pathname + to.search + to.hash;
}
