package web

// tab is a page among its like, or a part of a page, with an address of its own.
type tab struct {
	Word, Href string
	N          int64 // of what is there; 0: no number is shown
	Now        bool  // it is the one that is looked at
}

// tabsOf makes tabs of pages.
func tabsOf(pages []item, now func(item) bool) []tab {
	all := make([]tab, len(pages))
	for i, p := range pages {
		all[i] = tab{Word: p.Word, Href: p.Href, Now: now(p)}
	}
	return all
}

// keyed is the item of a key, for tabsOf.
func keyed(key string) func(item) bool { return func(i item) bool { return i.Key == key } }
