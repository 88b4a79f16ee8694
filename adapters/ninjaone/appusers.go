package ninjaone

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

// AppUserQuery says which people to read across technicians, end users and
// contacts.
type AppUserQuery struct {
	ListQuery
	// Type is TECHNICIAN, END_USER or CONTACT; empty for all.
	Type string
	// Search keeps those whose name or e-mail address matches.
	Search string
	// OrganizationID keeps those of one organization; 0 for all.
	OrganizationID int64
}

// AppUsers lists technicians, end users and contacts together. It is paged by an
// anchor, the row's naturalId, which is what [Row.ID] holds here.
func (c *Client) AppUsers(ctx context.Context, q AppUserQuery) iter.Seq2[*Page, error] {
	params := url.Values{}
	if q.Type != "" {
		params.Set("userType", q.Type)
	}
	if q.Search != "" {
		params.Set("searchCriteria", q.Search)
	}
	if q.OrganizationID != 0 {
		params.Set("clientId", strconv.FormatInt(q.OrganizationID, 10))
	}
	return c.listBy(ctx, position{param: "anchorNaturalId", member: "naturalId"}, CallAppUsers, "/v2/ticketing/app-user-contact", params, q.ListQuery)
}
