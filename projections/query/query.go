// Package query writes the SQL of lists: conditions, sort, pages by the keys of
// the last row. What comes from outside is always a parameter.
package query

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Limits of a page.
const (
	DefaultLimit = 100
	MaxLimit     = 500
)

// Page asks for one page of a list. The zero value asks for the first 100 rows in
// the list's own order.
type Page struct {
	Limit int // at most MaxLimit; 0: DefaultLimit
	// After holds the keys of the last row of the page before, as Result.Next gave
	// them; nil: the first page.
	After []string
	// Q is free text; all its words must be found.
	Q          string
	Sort       string // "": the list's own
	Descending bool
	Count      bool // also tell how many there are under the filter
	Whole      bool // all rows in one, for a file: Limit doesn't hold
}

// Result is one page of a list.
type Result[T any] struct {
	Items []T
	Next  []string // keys for Page.After; nil: the end
	Total *int64   // nil: not counted
}

// Sort is an expression that a list can be sorted by. It must never be NULL.
type Sort struct {
	Expr string
	Type string // "text", "bigint" or "timestamptz"
}

// Text sorts by a text in the order of its bytes: the same on every machine.
func Text(expr string) Sort { return Sort{`(` + expr + `) collate "C"`, "text"} }

// Spec is a list: what to select from where, and how to read a row.
type Spec[T any] struct {
	Select string // expressions
	From   string // tables with their joins
	Key    string // the id that makes rows distinct, such as "a.id"
	Sorts  map[string]Sort
	Sort   string // the list's own
	Search string // expression of lower-case text that Q looks in; "": Q is refused
	// Wide: rows are many and have much to them, so that the keys of a page are found
	// before its rows are put together.
	Wide bool
	Scan func(values [][]byte) (T, error)
}

// Args collects the parameters of a statement.
type Args struct{ values []any }

// Add adds a parameter and returns its name.
func (a *Args) Add(v any) string {
	a.values = append(a.values, v)
	return "$" + strconv.Itoa(len(a.values))
}

// Values are the parameters in order, for a statement of the caller's own.
func (a *Args) Values() []any { return a.values }

// Where collects conditions, joined by "and".
type Where struct {
	Args
	conditions []string
}

// And adds a condition whose parameters were added before.
func (w *Where) And(condition string) { w.conditions = append(w.conditions, condition) }

// In adds "expr is one of values" unless there are none.
func In[T any](w *Where, expr string, values []T) {
	if len(values) > 0 {
		w.And(expr + " = any(" + w.Add(values) + ")")
	}
}

// SQL is the condition, for a statement of the caller's own.
func (w *Where) SQL() string {
	if len(w.conditions) == 0 {
		return "true"
	}
	return strings.Join(w.conditions, " and ")
}

// Take is the same, and begins another condition of the same statement.
func (w *Where) Take() string {
	sql := w.SQL()
	w.conditions = nil
	return sql
}

// Run reads one page. Error: a *domain.Error for a page that makes no sense.
func Run[T any](ctx context.Context, tx pgx.Tx, s Spec[T], w *Where, p Page) (Result[T], error) {
	var result Result[T]
	if err := s.check(&p); err != nil {
		return result, err
	}
	if s.Search != "" {
		Search(w, s.Search, p.Q)
	}
	if p.Count {
		result.Total = new(int64)
		err := tx.QueryRow(ctx, "select count(*) from "+s.From+" where "+w.SQL(), w.values...).Scan(result.Total)
		if err != nil {
			return result, fmt.Errorf("count the rows of a list: %w", err)
		}
	}
	return s.page(ctx, tx, w, p, result)
}

// Keys are the statement that finds the keys of a page and of the row behind it, and the
// condition of what is in the list at all, on which page whatever. For lists that are
// counted in the same pass.
func (s *Spec[T]) Keys(w *Where, p Page) (keys, listed string, err error) {
	if err := s.check(&p); err != nil {
		return "", "", err
	}
	if s.Search != "" {
		Search(w, s.Search, p.Q)
	}
	listed = w.SQL()
	return s.keys(w, p), listed, nil
}

func (s *Spec[T]) keys(w *Where, p Page) string {
	s.behind(w, p)
	return fmt.Sprintf("select %s from %s where %s%s limit %s", s.Key, s.From, w.SQL(), s.order(p), w.Add(p.Limit+1))
}

// behind leaves out what earlier pages had.
func (s *Spec[T]) behind(w *Where, p Page) {
	if p.After == nil {
		return
	}
	than := ">"
	if p.Descending {
		than = "<"
	}
	sort := s.Sorts[p.Sort]
	w.And(fmt.Sprintf("(%s, %s) %s (%s::text::%s, %s::text::uuid)", sort.Expr, s.Key, than, w.Add(p.After[0]), sort.Type, w.Add(p.After[1])))
}

func (s *Spec[T]) order(p Page) string {
	direction := ""
	if p.Descending {
		direction = " desc"
	}
	return fmt.Sprintf(" order by %s%s, %s%s", s.Sorts[p.Sort].Expr, direction, s.Key, direction)
}

// statement reads a page.
func (s *Spec[T]) statement(w *Where, p Page) string {
	sql := fmt.Sprintf("select %s, (%s)::text, (%s)::text from %s where ", s.Select, s.Sorts[p.Sort].Expr, s.Key, s.From)
	if s.Wide && !p.Whole {
		all := w.SQL()
		return sql + all + " and " + s.Key + " = any(array(" + s.keys(w, p) + "))" + s.order(p)
	}
	s.behind(w, p)
	return sql + w.SQL() + s.order(p) + " limit " + w.Add(p.Limit+1)
}

func (s *Spec[T]) page(ctx context.Context, tx pgx.Tx, w *Where, p Page, result Result[T]) (Result[T], error) {
	sql := s.statement(w, p)
	rows, err := tx.Query(ctx, sql, w.values...)
	if err != nil {
		return result, fmt.Errorf("read a list: %w", err)
	}
	defer rows.Close()
	var last []string
	for rows.Next() {
		if len(result.Items) == p.Limit {
			result.Next = last // there is one more
			break
		}
		values := rows.RawValues()
		item, err := s.Scan(values[:len(values)-2])
		if err != nil {
			return result, fmt.Errorf("read a list: %w", err)
		}
		result.Items = append(result.Items, item)
		last = []string{string(values[len(values)-2]), string(values[len(values)-1])}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		var pgErr *pgconn.PgError
		if p.After != nil && errors.As(err, &pgErr) && strings.HasPrefix(pgErr.Code, "22") { // data exception
			return result, badCursor()
		}
		return result, fmt.Errorf("read a list: %w", err)
	}
	return result, nil
}

// badCursor is the answer to keys that no page ever gave.
func badCursor() error {
	return domain.Invalid([]domain.Fault{{Pointer: "?cursor", Code: "invalid", Message: "begin again without a cursor"}})
}

func (s *Spec[T]) check(p *Page) error {
	var faults []domain.Fault
	if p.Limit == 0 {
		p.Limit = DefaultLimit
	}
	if p.Whole {
		p.Limit = math.MaxInt32
	} else if p.Limit < 1 || p.Limit > MaxLimit {
		faults = append(faults, domain.Fault{Pointer: "?limit", Code: "out_of_range", Message: fmt.Sprintf("choose 1 to %d", MaxLimit)})
	}
	if p.Sort == "" {
		p.Sort = s.Sort
	}
	if _, known := s.Sorts[p.Sort]; !known {
		names := strings.Join(slices.Sorted(maps.Keys(s.Sorts)), ", ")
		faults = append(faults, domain.Fault{Pointer: "?sort", Code: "unknown", Message: "choose one of " + names})
	}
	if p.After != nil && len(p.After) != 2 {
		faults = append(faults, domain.Fault{Pointer: "?cursor", Code: "invalid", Message: "begin again without a cursor"})
	}
	if p.Q != "" && s.Search == "" {
		faults = append(faults, domain.Fault{Pointer: "?q", Code: "not_offered", Message: "this list can't be searched"})
	}
	return domain.Invalid(faults)
}

const maxWords = 8 // of a search; more are cut off

// Search adds that every word of q is found in an expression of lower-case text.
func Search(w *Where, expr, q string) {
	words := strings.Fields(strings.ToLower(q))
	escape := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`, "\x00", "")
	for _, word := range words[:min(len(words), maxWords)] {
		w.And(expr + " like " + w.Add("%"+escape.Replace(strings.ToValidUTF8(word, ""))+"%"))
	}
}
