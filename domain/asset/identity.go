package asset

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Member is a source record as identity resolution sees it: a device of a
// connection, or an asset that people keep. Its keys are in the form in which they
// are compared, "" where it has none.
type Member struct {
	ID     uuid.UUID
	Manual bool
	// Owner is whose it is: records of different owners are never linked by a rule. ""
	// is nobody's yet. Owned: it is a customer, and not only where NinjaOne has it.
	Owner string
	Owned bool

	Serial, BIOS, MAC  string
	Maker, Model, Name string
	Virtual            bool

	Begin   time.Time // when its agent was enrolled, or when it was first seen
	AliveAt time.Time // no later than then it was last heard of; unless Online
	Online  bool      // NinjaOne hears of it, or nobody can tell
	Missing bool      // complete listings no longer show it
	// FirstSeen is when it was observed first, ReleasedAt when its connection was ended;
	// zero: it is synced. What was released before another was seen never competes with it.
	FirstSeen, ReleasedAt time.Time

	Decisions []Decision
}

// Decision is what a person said about two records.
type Decision struct {
	Other uuid.UUID
	Same  bool // else they are different things
}

// Doubt is a question to people about records that may be one thing.
type Doubt struct {
	Kind   string      `json:"kind"`
	Others []uuid.UUID `json:"others"` // assets
	Rule   string      `json:"rule"`
	Reason string      `json:"reason"`
}

// The kinds of doubts.
const (
	DoubtSerial   = "same_serial"    // a new id has the serial number of an asset
	DoubtTwoLive  = "two_live"       // two ids with one identity are both listed (GAP-02: cloned)
	DoubtMoved    = "moved_customer" // the serial number is known at another customer
	DoubtHardware = "same_hardware"  // BIOS serial number or network card is known
	DoubtTwin     = "manual_twin"    // an asset that people keep looks the same
	DoubtFlapping = "flapping"       // a field goes to and fro
)

// DoubtKinds lists all kinds of doubts.
func DoubtKinds() []string {
	return []string{DoubtTwoLive, DoubtMoved, DoubtSerial, DoubtHardware, DoubtTwin, DoubtFlapping}
}

// Resolved is what a member is part of.
type Resolved struct {
	Asset  uuid.UUID // that of the asset's oldest member
	Head   uuid.UUID // the member that gives the asset's fields
	Rank   int       // place among the asset's members, from 0 for the oldest
	Rule   string    // that linked it; "" for the oldest
	Doubts []Doubt
}

// The rules that link, as they are named in rows and answers (appendix A.2).
const (
	LinkedByPerson   = "A.2: a person said that they are the same"
	LinkedBySerial   = "A.2 rung 2: equal serial number and maker, the former id fell silent"
	LinkedByHardware = "A.2 rung 4: equal hardware, the former id is gone"
)

// Resolve works out which members are one asset (appendix A.2). It looks at members
// that share a key or a decision, and its answer, by place of the member, doesn't
// depend on their order: members are taken by age, each climbs the ladder among the
// assets of the older ones.
func (r *Rules) Resolve(members []Member) []Resolved {
	order := make([]int, len(members))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return Older(&members[a], &members[b]) })
	l := ladder{rules: r, members: members, of: make([]*group, len(members)), line: make([]int, len(members)), resolved: make([]Resolved, len(members))}
	l.decisions()
	for _, i := range order {
		l.place(i)
	}
	for _, g := range l.groups {
		l.name(g)
	}
	l.nameDoubts()
	return l.resolved
}

// Older orders members: what people keep goes first, then by age. The oldest member of an asset
// gives it its id.
func Older(a, b *Member) int {
	if a.Manual != b.Manual {
		if a.Manual {
			return -1
		}
		return 1
	}
	return cmp.Or(a.Begin.Compare(b.Begin), a.FirstSeen.Compare(b.FirstSeen), slices.Compare(a.ID[:], b.ID[:]))
}

type group struct{ members []int }

type ladder struct {
	rules    *Rules
	members  []Member
	of       []*group
	groups   []*group
	together []int // cluster of members that people joined, by member
	line     []int // what rules alone linked, by member: what people joined to it isn't of it
	apart    map[[2]int]bool
	resolved []Resolved
}

// decisions notes which members people joined and which they keep apart.
func (l *ladder) decisions() {
	at := make(map[uuid.UUID]int, len(l.members))
	l.together, l.apart = make([]int, len(l.members)), make(map[[2]int]bool)
	for i := range l.members {
		at[l.members[i].ID], l.together[i] = i, i
	}
	for i := range l.members {
		for _, d := range l.members[i].Decisions {
			other, here := at[d.Other]
			switch {
			case !here:
			case d.Same:
				l.join(i, other)
			default:
				l.apart[[2]int{i, other}], l.apart[[2]int{other, i}] = true, true
			}
		}
	}
}

func (l *ladder) join(a, b int) {
	from, to := l.together[b], l.together[a]
	for i := range l.together {
		if l.together[i] == from {
			l.together[i] = to
		}
	}
}

// place puts a member into the asset that it belongs to.
func (l *ladder) place(i int) {
	for j, g := range l.of {
		if g != nil && l.together[j] == l.together[i] {
			l.add(g, i, LinkedByPerson)
			return
		}
	}
	if h, rule := l.climb(i); h != nil {
		l.add(h.group, i, rule)
		for _, j := range h.line {
			l.line[j] = i
		}
		return
	}
	g := &group{}
	l.groups = append(l.groups, g)
	l.add(g, i, "")
}

func (l *ladder) add(g *group, i int, rule string) {
	g.members = append(g.members, i)
	l.of[i], l.line[i], l.resolved[i].Rule = g, i, rule
}

// name tells the members of an asset its id and who gives its fields: the newest
// device that is listed, else the newest device.
func (l *ladder) name(g *group) {
	head := g.members[0]
	for _, i := range g.members[1:] {
		h, m := &l.members[head], &l.members[i]
		if !m.Manual && (h.Manual || h.Missing || !m.Missing) {
			head = i
		}
	}
	for rank, i := range g.members {
		res := &l.resolved[i]
		res.Asset, res.Head, res.Rank = l.members[g.members[0]].ID, l.members[head].ID, rank
	}
}

// doubt asks people about a member that is listed; others are named by their oldest
// member at first.
func (l *ladder) doubt(i int, kind string, g *group, rule, format string, args ...any) {
	if l.members[i].Missing {
		return
	}
	other, reason := l.members[g.members[0]].ID, fmt.Sprintf(format, args...)
	for d := range l.resolved[i].Doubts {
		if same := &l.resolved[i].Doubts[d]; same.Kind == kind && same.Reason == reason {
			if len(same.Others) < maxOthers {
				same.Others = append(same.Others, other)
			}
			return
		}
	}
	l.resolved[i].Doubts = append(l.resolved[i].Doubts, Doubt{kind, []uuid.UUID{other}, rule, reason})
}

// maxOthers bounds the assets that a doubt names.
const maxOthers = 8

// nameDoubts takes away doubts about what became one asset after all.
func (l *ladder) nameDoubts() {
	for i := range l.resolved {
		res := &l.resolved[i]
		for d := range res.Doubts {
			of := &res.Doubts[d]
			of.Others = slices.DeleteFunc(of.Others, func(other uuid.UUID) bool { return other == res.Asset })
		}
		res.Doubts = slices.DeleteFunc(res.Doubts, func(d Doubt) bool { return len(d.Others) == 0 })
	}
}
