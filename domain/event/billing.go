package event

// BillableClassesSet says of which node classes devices are billed: the whole table
// (beyond.md rank 3).
type BillableClassesSet struct {
	Classes map[string]bool `json:"classes"`
}

// BillingStream is the stream of what is billed, one a workspace.
func BillingStream() string { return "billing" }

// EventType implements Payload.
func (BillableClassesSet) EventType() Type { return "BillableClassesSet" }
