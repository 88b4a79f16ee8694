package api

// List asks for one page of a list.
type List struct {
	Limit int // 1 to 500
	// After holds the keys of the last row of the page before, as Page.Next gave
	// them; nil: the first page. They fit the sort and the filter of the query,
	// since the cursor around them is bound to both.
	After []string
	// Q is free text to look for; empty: everything.
	Q    string
	Sort Sort
	// Uncounted leaves out how many there are: counting reads all of them.
	Uncounted bool
}

// Sort names a column of the resource and the direction. By is always one of those
// that the description lists; the implementation adds the id as the last key.
type Sort struct {
	By         string
	Descending bool
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	// Next holds the keys of the last item when more follow; nil: the end.
	Next []string
	// Total is how many there are under the filter; nil: not counted.
	Total *int64
}
