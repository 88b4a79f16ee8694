package ninjaone

import "fmt"

// Row is one element of a list.
type Row struct {
	// Raw is the element exactly as NinjaOne sent it: valid JSON save that its
	// strings may hold any bytes, NUL and invalid UTF-8 included. It belongs to the
	// page; see [Page].
	Raw []byte
	// ID is the element's member "id"; 0 where it has none.
	ID int64
}

// RejectedRow is an element of a page that is not handed out, with the reason.
type RejectedRow struct {
	// Index is the element's place on its page, from 0.
	Index int
	// ID is the element's id; 0 where it is unknown.
	ID int64
	// Err is a [*RowTooLargeError] or a [*RowMalformedError].
	Err error
}

// RowTooLargeError rejects an element larger than [Limits.MaxRowBytes].
type RowTooLargeError struct {
	ID           int64
	Bytes, Limit int
}

// Error names the element by its id.
func (e *RowTooLargeError) Error() string {
	return fmt.Sprintf("row with id %d: %d bytes are more than the %d that a row may have; it was left out, the other rows of its page were not", e.ID, e.Bytes, e.Limit)
}

// RowMalformedError rejects an element whose own JSON is broken, or that has no
// id where paging and identity need one. It may have swallowed a neighbour, so a
// listing that has one proves of no row that it is missing.
type RowMalformedError struct {
	ID     int64
	Offset int
	Reason string
}

// Error names the element by its id, or its place in the answer.
func (e *RowMalformedError) Error() string {
	if e.ID != 0 {
		return fmt.Sprintf("row with id %d: %s at byte %d of the answer; it was left out", e.ID, e.Reason, e.Offset)
	}
	return fmt.Sprintf("row at byte %d of the answer: %s; it was left out", e.Offset, e.Reason)
}

// Page is one whole answer of a list. Its rows share one buffer with the pages
// that follow: they are valid until the next page is asked for, and whoever keeps
// a row longer copies it.
type Page struct {
	// Call names the list, as in errors and metrics.
	Call string
	// Index counts the pages of a listing from 0; a resumed listing counts on from
	// [ListQuery.Index].
	Index int
	// Rows are the elements in the order in which they came.
	Rows []Row
	// Rejected are the elements that are not in Rows, each with its reason.
	Rejected []RejectedRow
	// After is the position behind this page: a listing resumed with it goes on
	// with the page that follows. For activities it is the oldest id.
	After int64
	// Cursor is the position behind this page for queries, instead of After.
	Cursor string
	// Last marks the page that ends the listing. It is usually empty: a list ends
	// when nothing follows, not when a page is short.
	Last bool
	// Unordered reports that the ids of this page did not ascend (for activities:
	// descend). It is tolerated, and worth a note.
	Unordered bool
	// LastActivityID is the newest activity of the whole account, given with pages
	// of activities only. It is no position in the listing.
	LastActivityID int64
	// URL is the address that was asked; it holds no secret.
	URL string
	// Bytes is the size of the answer.
	Bytes int

	got rows
	buf []byte
}

// shrink drops a buffer that one large page left far too big.
func (p *Page) shrink() {
	if cap(p.buf) > 8<<20 && p.Bytes < cap(p.buf)/4 {
		p.buf = nil
	}
}

// rows collects what a splitter finds, and where its ids lie.
type rows struct {
	kept     []Row
	rejected []RejectedRow
	ids      int   // how many rows had an id
	last     int64 // the id that came last
	min, max int64
	up, down bool // whether the ids ascend, descend
}

// reset empties the collection and keeps its memory.
func (r *rows) reset() {
	*r = rows{kept: r.kept[:0], rejected: nil, up: true, down: true}
}

// keep adds a row.
func (r *rows) keep(row Row) { r.kept = append(r.kept, row) }

// reject adds a row that is not handed out.
func (r *rows) reject(index int, id int64, err error) {
	r.rejected = append(r.rejected, RejectedRow{Index: index, ID: id, Err: err})
}

// note takes an id into account for paging, whether its row is kept or not.
func (r *rows) note(id identity) {
	if !id.known {
		return
	}
	if r.ids++; r.ids == 1 {
		r.last, r.min, r.max = id.value, id.value, id.value
		return
	}
	r.up = r.up && id.value > r.last
	r.down = r.down && id.value < r.last
	r.last, r.min, r.max = id.value, min(r.min, id.value), max(r.max, id.value)
}

// count is how many elements came, rejected ones included.
func (r *rows) count() int { return len(r.kept) + len(r.rejected) }
