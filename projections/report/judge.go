package report

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// verdict is what a policy says of devices that are counted from the same day.
type verdict struct {
	state replacement.State
	month time.Time // the first day of that in which they are due; zero: not known
}

// judge says what one policy says of days, each of them once.
type judge struct {
	policy   replacement.Policy
	today    time.Time
	verdicts []verdict
	known    map[verdict]int
	from     uint32  // the first day of near
	near     []int32 // by day: one more than the number of its verdict; 0: not judged yet
	far      map[uint32]int
}

// A judge remembers days of so many years before and after today in a table.
const nearYears = 30

func newJudge(p replacement.Policy, today time.Time) *judge {
	first := today.AddDate(-nearYears, 0, 0)
	return &judge{
		policy: p, today: today, known: make(map[verdict]int), far: make(map[uint32]int),
		from: asset.DayNumber(first), near: make([]int32, asset.DayNumber(today.AddDate(nearYears, 0, 0))-asset.DayNumber(first)),
	}
}

// of is the number of the verdict on devices that are counted from a day.
func (j *judge) of(day uint32) int {
	if at := day - j.from; at < uint32(len(j.near)) {
		if j.near[at] == 0 {
			j.near[at] = int32(j.number(day)) + 1
		}
		return int(j.near[at]) - 1
	}
	n, is := j.far[day]
	if !is {
		n = j.number(day)
		j.far[day] = n
	}
	return n
}

func (j *judge) number(day uint32) int {
	v := j.judge(day)
	n, is := j.known[v]
	if !is {
		n = len(j.verdicts)
		j.known[v] = n
		j.verdicts = append(j.verdicts, v)
	}
	return n
}

func (j *judge) judge(day uint32) verdict {
	from := asset.DayOf(day)
	v := verdict{state: j.policy.State(from, j.today)}
	if v.state != replacement.NoPolicy && v.state != replacement.UnknownAge {
		v.month = firstOf(j.policy.Limit.Due(from))
	}
	return v
}

// counted is which of two days the policy counts from; what no policy covers is counted
// by its age.
func (j *judge) counted(born, warranty uint32) uint32 {
	if j.byWarranty() {
		return warranty
	}
	return born
}

func (j *judge) byWarranty() bool {
	return j.policy.Limit != nil && j.policy.Limit.By == replacement.ByWarranty
}

func firstOf(day time.Time) time.Time {
	if day.IsZero() {
		return day
	}
	return lifetime.Day(day.Year(), day.Month(), 1)
}

// court has a judge for each policy; policies that say the same share one.
type court struct {
	policies replacement.Policies
	today    time.Time
	judges   map[saying]*judge
	of       map[replacement.Key]*judge
}

// saying is what a policy says, without where it has it from.
type saying struct {
	limited, costed bool
	limit           replacement.Limit
	cost            int64
}

func newCourt(p replacement.Policies, today time.Time) *court {
	return &court{p, today, make(map[saying]*judge), make(map[replacement.Key]*judge)}
}

// judge is that of devices of a customer and category.
func (c *court) judge(customer uuid.UUID, category rule.Category) *judge {
	key := replacement.Key{Customer: customer, Category: category}
	if j := c.of[key]; j != nil {
		return j
	}
	p := c.policies.Of(customer, category)
	var s saying
	if p.Limit != nil {
		s.limited, s.limit = true, *p.Limit
	}
	if p.Cost != nil {
		s.costed, s.cost = true, *p.Cost
	}
	if c.judges[s] == nil {
		c.judges[s] = newJudge(p, c.today)
	}
	c.of[key] = c.judges[s]
	return c.judges[s]
}
