package http

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// pageOfCustomers is what a client reads.
type pageOfCustomers struct {
	Items      []api.Customer `json:"items"`
	NextCursor string         `json:"next_cursor"`
	Total      int            `json:"total"`
}

func manyCustomers(n int) *customersFake {
	f := fakeCustomers()
	for i := range n {
		f.things = append(f.things, kept[api.Customer]{thing(i), 1, api.Customer{Name: fmt.Sprintf("customer %02d", i)}})
	}
	return f
}

func TestPagesAreFollowedByCursor(t *testing.T) {
	t.Parallel()
	h := only(t, func(_ *Config, has *Services) { has.Customers = manyCustomers(25) })
	for _, sort := range []string{"name", "-name"} {
		var names []string
		cursor := ""
		for {
			path := "/api/v1/customers?limit=7&sort=" + sort
			if cursor != "" {
				path += "&cursor=" + url.QueryEscape(cursor)
			}
			var p pageOfCustomers
			require.NoError(t, json.Unmarshal(scenario{path: path, status: 200}.run(t, h).Body.Bytes(), &p))
			for _, c := range p.Items {
				names = append(names, c.Name)
			}
			if cursor = p.NextCursor; cursor == "" {
				break
			}
		}
		require.Len(t, names, 25)
		for i, name := range names {
			n := i
			if sort == "-name" {
				n = 24 - i
			}
			require.Equal(t, fmt.Sprintf("customer %02d", n), name)
		}
	}
}

func TestACursorFitsItsFilterAndSortOnly(t *testing.T) {
	t.Parallel()
	customers := manyCustomers(3)
	h := only(t, func(_ *Config, has *Services) { has.Customers = customers })
	var p pageOfCustomers
	require.NoError(t, json.Unmarshal(scenario{path: "/api/v1/customers?limit=1&q=cust", status: 200}.run(t, h).Body.Bytes(), &p))
	c := url.QueryEscape(p.NextCursor)
	play(t, h, []scenario{
		{name: "another page size", path: "/api/v1/customers?limit=2&q=cust&cursor=" + c, status: 200},
		{name: "the default sort by name", path: "/api/v1/customers?sort=name&q=cust&cursor=" + c, status: 200},
		{name: "another sort", path: "/api/v1/customers?sort=-name&q=cust&cursor=" + c, status: 400, code: "cursor_mismatch"},
		{name: "another text", path: "/api/v1/customers?q=other&cursor=" + c, status: 400, code: "cursor_mismatch"},
		{name: "another resource", path: "/api/v1/contracts?q=cust&cursor=" + c, status: 400, code: "cursor_mismatch"},
		{name: "another moment", path: "/api/v1/customers?q=cust&as_of=7&cursor=" + c, status: 400, code: "cursor_mismatch"},
		{name: "nonsense", path: "/api/v1/customers?cursor=AAAA", status: 400, code: "cursor_malformed"},
		{name: "too many", path: "/api/v1/customers?limit=501", status: 400, code: "invalid"},
		{name: "none", path: "/api/v1/customers?limit=0", status: 400, code: "invalid"},
		{name: "a sort that is none", path: "/api/v1/customers?sort=secret", status: 400, code: "invalid"},
	})
}

// A log that was restored and forked gives other positions to other events.
func TestACursorOfAnotherEpochIsRefused(t *testing.T) {
	t.Parallel()
	before := only(t, func(_ *Config, has *Services) { has.Customers = manyCustomers(3) })
	var p pageOfCustomers
	require.NoError(t, json.Unmarshal(scenario{path: "/api/v1/customers?limit=1", status: 200}.run(t, before).Body.Bytes(), &p))
	forked := &forkedCustomers{manyCustomers(3)}
	after := only(t, func(_ *Config, has *Services) { has.Customers = forked })
	scenario{path: "/api/v1/customers?limit=1&cursor=" + url.QueryEscape(p.NextCursor), status: 409, code: "other_epoch"}.run(t, after)
}

type forkedCustomers struct{ *customersFake }

func (f *forkedCustomers) List(ctx context.Context, s api.Scope, filter api.CustomerFilter, l api.List) (api.Answer[api.Page[api.Customer]], error) {
	a, err := f.customersFake.List(ctx, s, filter, l)
	a.Position.Epoch = uuid.MustParse("aaaaaaaa-8d5c-4f8e-9b0a-0d7c3f4e2a11")
	return a, err
}
