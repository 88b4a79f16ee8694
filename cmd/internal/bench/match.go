package bench

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/matching/orgs"
	"coresync/domain/matching/orgs/generate"

	"github.com/google/uuid"
)

// Match measures the matching of names, in processor time, so that one core is what
// counts: all organizations of a workspace from scratch, one changed customer, and the
// accounts of a fleet. The baseline of the first finds the nearest name by rare
// character n-grams; the note tells how many of the pairs either finds.
func Match(ctx context.Context, o Options) ([]Row, error) {
	scratch, err := matchScratch(ctx, o)
	if err != nil {
		return nil, err
	}
	change, err := matchChange(ctx, o)
	if err != nil {
		return nil, err
	}
	people, err := matchPeople(ctx, o)
	if err != nil {
		return nil, err
	}
	return []Row{scratch, change, people}, nil
}

// named is a workspace of generated small businesses, and which customer is right for
// each organization; -1: none.
type named struct {
	customers, organizations []orgs.Party
	right                    []int
}

const matchSize = 5000 // customers and as many organizations

// namedWorkspaces are small ones, of names that the rules were not tuned on; what is
// right holds in each of them.
func namedWorkspaces(size int) []*named {
	var all []*named
	for _, s := range generate.Scenarios(generate.Test, size/25+1) {
		w, at := &named{}, make(map[string]int)
		for i, name := range s.Customers {
			at[name] = i
			w.customers = append(w.customers, orgs.Party{ID: numbered(1, i), Name: name})
		}
		for i, one := range s.Orgs {
			right := -1
			if one.Expected != nil {
				right = at[*one.Expected]
			}
			w.right = append(w.right, right)
			w.organizations = append(w.organizations, orgs.Party{ID: numbered(2, i), Name: one.Name})
		}
		all = append(all, w)
	}
	return all
}

// together is one large workspace of small ones.
func together(all []*named, size int) *named {
	w := &named{}
	for _, one := range all {
		for _, c := range one.customers {
			c.ID = numbered(1, len(w.customers))
			w.customers = append(w.customers, c)
		}
		for _, o := range one.organizations {
			o.ID = numbered(2, len(w.organizations))
			w.organizations = append(w.organizations, o)
		}
	}
	w.customers, w.organizations = w.customers[:min(size, len(w.customers))], w.organizations[:min(size, len(w.organizations))]
	return w
}

func numbered(kind byte, n int) uuid.UUID {
	id := uuid.UUID{0: kind}
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}

func numberOf(id uuid.UUID) int { return int(binary.BigEndian.Uint32(id[12:])) }

// matchScratch matches everything, with all preparations. Goal: ≤ 1 s on one core.
func matchScratch(ctx context.Context, o Options) (Row, error) {
	size, rules := or(o.Devices, matchSize), orgs.DefaultRules()
	small := namedWorkspaces(size)
	w := together(small, size)
	var base, own []float64
	for round := range o.rounds() + 1 {
		if err := ctx.Err(); err != nil {
			return Row{}, err
		}
		b := cpuOf(func() { w.nearest() })
		s := cpuOf(func() { orgs.NewIndex(rules, w.customers).Match(w.organizations, nil, nil) })
		o.notef("match_scratch round %d: baseline %.2f s, ours %.2f s of processor time", round, b, s)
		if round > 0 {
			base, own = append(base, b), append(own, s)
		}
	}
	seconds := median(own)
	return Row{
		Name: "match_scratch", N: len(w.organizations), Seconds: seconds, PerSecond: float64(len(w.organizations)) / seconds,
		Baseline: float64(len(w.organizations)) / median(base), Ratio: 1000 * seconds, Unit: "ms", Goal: 1000, AtMost: true,
		CPUProgram: seconds, Note: compared(rules, small),
	}.judge(), nil
}

// compared says which share of the pairs either side finds where 99 of 100 of what it
// proposes are right, each at its best line.
func compared(rules *orgs.Rules, all []*named) string {
	var ours, theirs []finding
	pairs := 0
	for _, w := range all {
		verdicts := orgs.NewIndex(rules, w.customers).Match(w.organizations, nil, nil)
		ours = append(ours, w.judged(w.proposed(verdicts))...)
		theirs = append(theirs, w.judged(w.nearest())...)
		for _, right := range w.right {
			if right >= 0 {
				pairs++
			}
		}
	}
	return fmt.Sprintf("of %d pairs, with 99 right of 100: ours %.3f, n-grams %.3f", pairs, recall(ours, pairs), recall(theirs, pairs))
}

// cpuOf is the processor time of some work, in seconds.
func cpuOf(work func()) float64 {
	before := ownCPU()
	work()
	return max(ownCPU()-before, 1e-6)
}

// finding is a customer that was found for an organization, and how sure that is.
type finding struct {
	customer int // -1: none
	score    float64
	right    bool
}

func (w *named) nearest() []finding {
	names := func(parties []orgs.Party) []string {
		var all []string
		for i := range parties {
			all = append(all, parties[i].Name)
		}
		return all
	}
	customers, cosines := baseline.NewNgrams(names(w.customers)).Nearest(names(w.organizations))
	found := make([]finding, len(customers))
	for i := range customers {
		found[i] = finding{customer: customers[i], score: cosines[i]}
	}
	return found
}

func (w *named) proposed(verdicts []orgs.Verdict) []finding {
	found := make([]finding, len(verdicts))
	for i := range verdicts {
		found[i] = finding{customer: -1}
		if v := &verdicts[i]; v.Customer != uuid.Nil {
			found[i] = finding{customer: numberOf(v.Customer), score: float64(v.Score)}
		}
	}
	return found
}

// judged are the findings that there are, with whether they are right.
func (w *named) judged(found []finding) []finding {
	for i := range found {
		found[i].right = found[i].customer == w.right[i]
	}
	return slices.DeleteFunc(found, func(f finding) bool { return f.customer < 0 })
}

// recall is the greatest share of pairs found at a line at which 99 of 100 findings are
// right.
func recall(found []finding, pairs int) float64 {
	slices.SortFunc(found, func(a, b finding) int { return cmp.Compare(b.score, a.score) })
	right, best := 0, 0
	for i, f := range found {
		if f.right {
			right++
		}
		lineEnds := i == len(found)-1 || found[i+1].score != f.score
		if lineEnds && float64(right) >= 0.99*float64(i+1) {
			best = right
		}
	}
	return float64(best) / float64(max(pairs, 1))
}

// matchChange changes one customer after another. Goal: ≤ 5 ms each.
func matchChange(ctx context.Context, o Options) (Row, error) {
	size, rules := or(o.Devices, matchSize), orgs.DefaultRules()
	w := together(namedWorkspaces(size), size)
	matches := orgs.NewMatches(orgs.NewIndex(rules, w.customers), w.organizations, nil, nil)
	const changes = 200
	again := 0
	seconds := cpuOf(func() {
		for i := range changes {
			if ctx.Err() != nil {
				return
			}
			one := w.customers[i*len(w.customers)/changes]
			one.Name += " and Sons"
			again += len(matches.Change([]orgs.Party{one}, nil))
		}
	})
	return Row{
		Name: "match_change", N: changes, Seconds: seconds, PerSecond: changes / seconds, Ratio: 1000 * seconds / changes, Unit: "ms", Goal: 5, AtMost: true,
		CPUProgram: seconds, Note: fmt.Sprintf("%.1f verdicts made again each", float64(again)/changes),
	}.judge(), ctx.Err()
}
