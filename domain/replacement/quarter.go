package replacement

import (
	"fmt"
	"time"

	"coresync/domain/lifetime"
)

// Quarter is three months of the calendar.
type Quarter struct{ Year, N int } // N: 1 to 4

// QuarterOf is the quarter that a day is in.
func QuarterOf(day time.Time) Quarter { return Quarter{day.Year(), (int(day.Month())-1)/3 + 1} }

// ParseQuarter reads what String writes.
func ParseQuarter(text string) (q Quarter, err error) {
	if _, err := fmt.Sscanf(text, "%4d-Q%1d", &q.Year, &q.N); err != nil || q.N < 1 || q.N > 4 || q.String() != text {
		return Quarter{}, fmt.Errorf("read %q: write a quarter as 2027-Q1", text)
	}
	return q, nil
}

// Add goes so many quarters on.
func (q Quarter) Add(n int) Quarter { return QuarterOf(lifetime.AddMonths(q.First(), 3*n)) }

// First is its first day, Last its last one.
func (q Quarter) First() time.Time { return lifetime.Day(q.Year, time.Month(3*q.N-2), 1) }

// Last is its last day.
func (q Quarter) Last() time.Time { return lifetime.Day(q.Year, time.Month(3*q.N+1), 0) }

// Since is how many quarters it is after another one.
func (q Quarter) Since(other Quarter) int { return 4*(q.Year-other.Year) + q.N - other.N }

func (q Quarter) String() string { return fmt.Sprintf("%d-Q%d", q.Year, q.N) }
