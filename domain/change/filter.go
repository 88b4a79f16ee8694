package change

import "slices"

// Filter selects changes; the zero value selects all. Members are joined by "and",
// the values of one by "or".
type Filter struct {
	IDs           []string
	Kinds         []Kind
	Things        []Thing
	Organizations []int64
	// Field is a member that must be among those that differ.
	Field string
}

// Empty tells whether it selects all.
func (f Filter) Empty() bool {
	return len(f.IDs) == 0 && len(f.Kinds) == 0 && len(f.Things) == 0 && len(f.Organizations) == 0 && f.Field == ""
}

// Matches tells whether a change is selected.
func (f Filter) Matches(c Change) bool {
	return among(f.IDs, c.ID) && among(f.Kinds, c.Kind) && among(f.Things, c.Thing) && among(f.Organizations, c.Organization) &&
		(f.Field == "" || slices.ContainsFunc(c.Fields, func(d Field) bool { return d.Name == f.Field }))
}

func among[T comparable](values []T, v T) bool { return len(values) == 0 || slices.Contains(values, v) }
