package ninjasource

import (
	"bytes"
	"context"
	"errors"

	"coresync/adapters/ninjaone"

	"github.com/goccy/go-json"
)

// accounts reads all users with what only the lists of technicians and of end users tell:
// whether SCIM made one, how it signs in, and what an end user sees in the portal (C1P-01).
// An instance without those lists still has its users.
func (s *source) accounts(ctx context.Context) (*ninjaone.Page, error) {
	users, err := s.client.Users(ctx, ninjaone.UserQuery{IncludeRoles: true})
	if err != nil {
		return nil, err
	}
	told := make(map[int64][]byte)
	for _, list := range []func(context.Context) (*ninjaone.Page, error){s.client.Technicians, s.client.EndUsers} {
		page, err := list(ctx)
		if notOffered(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			told[row.ID] = furtherMembers(row.Raw)
		}
	}
	for i, row := range users.Rows {
		users.Rows[i].Raw = withMembers(row.Raw, told[row.ID])
	}
	return users, nil
}

func notOffered(err error) bool {
	var api *ninjaone.APIError
	return errors.As(err, &api) && (api.Kind == ninjaone.KindNotFound || api.Kind == ninjaone.KindNotAdministrator)
}

// furtherMembers are those that a user lacks, as JSON members; nil: none.
func furtherMembers(row []byte) []byte {
	var further struct {
		ScimUser         *bool   `json:"scimUser,omitempty"`
		AuthType         *string `json:"authType,omitempty"`
		FullPortalAccess *bool   `json:"fullPortalAccess,omitempty"`
	}
	if json.Unmarshal(row, &further) != nil {
		return nil // a row that can't be read tells nothing more
	}
	members, err := json.Marshal(further)
	if err != nil || len(members) <= len("{}") {
		return nil
	}
	return members[1 : len(members)-1]
}

// withMembers adds members to an object that has none of them. The bytes of the object
// stay as they came.
func withMembers(object, members []byte) []byte {
	end := bytes.LastIndexByte(object, '}')
	if len(members) == 0 || end < 0 || bytes.Contains(object, []byte(`"scimUser"`)) {
		return object
	}
	merged := make([]byte, 0, len(object)+len(members)+1)
	merged = append(merged, object[:end]...)
	if len(bytes.TrimSpace(object[1:end])) > 0 {
		merged = append(merged, ',')
	}
	merged = append(merged, members...)
	return append(merged, object[end:]...)
}
