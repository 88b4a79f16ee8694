package observation

import "fmt"

// The reasons for which a row can't be observed. They are counted by name in the
// result of a run and never end it.
const (
	ReasonBadJSON   = "bad_json"
	ReasonNotObject = "not_an_object"
	ReasonTooDeep   = "too_deep"
	ReasonTooLarge  = "too_large"
	ReasonBadNumber = "bad_number"
	ReasonNoID      = "no_id"
	ReasonBadID     = "id_out_of_range"
)

// RowError says why one row can't be observed; the others of its page can.
type RowError struct {
	Reason string // one of the Reason constants
	Detail string // where in the row, and what; holds no value of the row
}

func (e *RowError) Error() string { return fmt.Sprintf("row: %s: %s", e.Reason, e.Detail) }
