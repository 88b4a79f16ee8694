package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
)

// Limits say how much of an organization one run may change without a person's look
// at it. They hold for each of: devices missing, moved away, with another owner, and
// with members gone blank; and for what is missing of the other listings, there of
// the whole connection.
type Limits struct {
	// Devices is how many may; more hold the run.
	Devices int `json:"devices"`
	// Percent of what there was may, as long as it is more than Few.
	Percent int `json:"percent"`
	// Few never hold a run by their share: of ten devices one is a tenth.
	Few int `json:"few"`
}

// DefaultLimits hold for a connection that has none of its own.
func DefaultLimits() Limits { return Limits{Devices: 20, Percent: 5, Few: 2} }

// Check tells all faults of limits that a person sets. Error: domain.CodeInvalid.
func (l Limits) Check() error {
	var faults []domain.Fault
	for _, m := range []struct {
		pointer      string
		value, atTop int
	}{{"/devices", l.Devices, 1_000_000}, {"/percent", l.Percent, 100}, {"/few", l.Few, 1_000}} {
		if m.value < 0 || m.value > m.atTop {
			faults = append(faults, domain.Fault{Pointer: m.pointer, Code: "out_of_range", Message: fmt.Sprintf("Choose a number from 0 to %d.", m.atTop)})
		}
	}
	return domain.Invalid(faults)
}

// Group is what a limit is about: one kind of change of one kind of thing in one
// organization; 0 for things that belong to the connection.
type Group struct {
	Thing        Thing
	Kind         Kind
	Organization int64
}

// Tally counts what a run would change.
type Tally map[Group]int

// Add counts a change, where it is of a kind that a limit holds for, and tells whether
// it is.
func (t Tally) Add(c Change) bool {
	switch {
	case c.Thing == Device && (c.Kind == Missing || c.Kind == Moved || c.Kind == Reowned || c.Kind == Blanked),
		c.Thing == Organization && c.Kind == Missing:
		t[Group{c.Thing, c.Kind, c.Organization}]++
	case c.Kind == Missing:
		t[Group{c.Thing, c.Kind, 0}]++
	default:
		return false
	}
	return true
}

// Excess is a limit that a run would go beyond.
type Excess struct {
	Thing        Thing  `json:"thing"`
	Kind         Kind   `json:"kind"`
	Organization int64  `json:"organization_id,omitempty"`
	Name         string `json:"organization_name,omitempty"`
	Count        int    `json:"count"`
	Of           int    `json:"of"` // how many there were; 0: unknown
	// Limit is the one that it goes beyond: "20" or "5 %"; empty where any is too many.
	Limit string `json:"limit,omitempty"`
}

// Before is what a run found: how many devices each organization had, how many of the
// other things there were, and of what its listing shows nothing at all.
type Before struct {
	Devices map[int64]int
	Others  map[Thing]int
	Empty   map[Thing]bool
}

// Exceeded lists what goes beyond the limits, the largest first.
//
// An organization that is gone although it had devices always holds a run: a
// customer leaves seldom, a key loses sight of an organization by a click. So does a
// listing that shows nothing where there was something, however little: that it is
// complete proves nothing, a right that was taken away looks the same.
func (l Limits) Exceeded(t Tally, was Before) []Excess {
	var all []Excess
	for g, count := range t {
		e := Excess{Thing: g.Thing, Kind: g.Kind, Organization: g.Organization, Count: count, Of: was.Others[g.Thing]}
		if g.Thing == Device || g.Thing == Organization {
			e.Of = was.Devices[g.Organization]
		}
		switch {
		case g.Thing == Organization && e.Of > 0:
		case g.Thing == Organization:
			continue
		case count > l.Devices:
			e.Limit = fmt.Sprint(l.Devices)
		case count > l.Few && count*100 > l.Percent*e.Of:
			e.Limit = fmt.Sprintf("%d %%", l.Percent)
		case g.Kind == Missing && was.Empty[g.Thing]:
		default:
			continue
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Excess) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Organization, b.Organization),
			cmp.Compare(a.Thing, b.Thing), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// verbs say what would become of the things.
var verbs = map[Kind]string{
	Missing: "would go missing", Moved: "would move to another organization",
	Reowned: "would have another owner", Blanked: "would lose values",
}

// things are the names of things in the plural.
var things = map[Thing]string{
	Device: "devices", Location: "locations", Contact: "contacts", Account: "accounts", Role: "roles",
}

// String is the sentence that people read: "212 of 230 devices of Acme would go
// missing (limit 5 %)".
func (e Excess) String() string {
	if e.Thing == Organization {
		if e.Of == 1 {
			return e.organization() + " would go missing with its device"
		}
		return fmt.Sprintf("%s would go missing with its %d devices", e.organization(), e.Of)
	}
	text := fmt.Sprint(e.Count)
	if e.Of > 0 {
		text += fmt.Sprintf(" of %d", e.Of)
	}
	text += " " + things[e.Thing]
	if e.Organization != 0 {
		text += " of " + e.organization()
	}
	if e.Limit == "" {
		return text + " " + verbs[e.Kind] + ": the listing shows none at all"
	}
	return fmt.Sprintf("%s %s (limit %s)", text, verbs[e.Kind], e.Limit)
}

func (e Excess) organization() string {
	if e.Name != "" {
		return e.Name
	}
	return fmt.Sprintf("organization %d", e.Organization)
}

// Organizations are those that limits are exceeded of, in order of id.
func Organizations(all []Excess) []int64 {
	set := make(map[int64]bool)
	for _, e := range all {
		if e.Organization != 0 {
			set[e.Organization] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Weighty tells by an event alone whether it can be of a kind that a limit holds
// for, so that the many others need no look at what was before.
func Weighty(next event.Payload) bool {
	p, device := next.(*event.DeviceObserved)
	if !device {
		_, gone, _ := identity(next)
		return gone
	}
	return slices.ContainsFunc(p.Changed, func(path string) bool {
		_, blank := p.Facts.LastFilled[path]
		return blank || path == "organizationId" || strings.HasPrefix(path, owner)
	})
}
