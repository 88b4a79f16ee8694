package access

import (
	"context"

	"coresync/domain/access"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// RequestFilter selects requests; the zero value selects all.
type RequestFilter struct {
	Statuses []string
	Action   string
	Account  Holder // zero: of any
	// Connection of any account; zero: of any.
	Connection uuid.UUID
}

// Requests is one page of requests.
func Requests(ctx context.Context, r *projections.Reading, f RequestFilter, p query.Page) (query.Result[Request], error) {
	w := own(r)
	query.In(w, "x.status", f.Statuses)
	if f.Action != "" {
		w.And("x.action = " + w.Add(f.Action))
	}
	if f.Connection != uuid.Nil {
		w.And("x.connection = " + w.Add(f.Connection))
	}
	if f.Account != (Holder{}) {
		w.And("x.connection = " + w.Add(f.Account.Connection) + " and x.user_id = " + w.Add(f.Account.UserID))
	}
	return query.Run(ctx, r.Tx, requestList(r), w, p)
}

// OpenRequests are those of a connection that have not come to an end.
func OpenRequests(ctx context.Context, r *projections.Reading, connection uuid.UUID) ([]Request, error) {
	var open []string
	for _, s := range access.OpenStatuses() {
		open = append(open, string(s))
	}
	found, err := Requests(ctx, r, RequestFilter{Statuses: open, Connection: connection}, query.Page{Whole: true})
	return found.Items, err
}

// GetRequest is one request. Error: domain.NotFound.
func GetRequest(ctx context.Context, r *projections.Reading, id uuid.UUID) (Request, error) {
	return get(ctx, r, requestList(r), id, "request")
}

// RequestsByID are the requests of the ids that there are.
func RequestsByID(ctx context.Context, r *projections.Reading, ids []uuid.UUID) ([]Request, error) {
	return rows(ctx, r, "request", requestColumns(), ids)
}

func requestList(r *projections.Reading) query.Spec[Request] {
	columns := requestColumns()
	return query.Spec[Request]{
		Select: column.List(columns, "x"),
		From:   r.Table(Name, "request") + " x",
		Key:    "x.id",
		Sorts: map[string]query.Sort{
			"asked_at": {Expr: "coalesce(x.asked_at, '-infinity')", Type: "timestamptz"},
			"status":   query.Text("x.status"),
		},
		Sort: "asked_at",
		Scan: scan(columns),
	}
}
