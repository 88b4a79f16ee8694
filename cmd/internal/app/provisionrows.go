package app

import (
	"context"
	"fmt"
	"slices"

	"coresync/adapters/ninjaone"

	"github.com/goccy/go-json"
)

// ninjaUser is what provisioning needs to know of a user as NinjaOne has it now.
type ninjaUser struct {
	ID            int64  `json:"id"`
	Email         string `json:"email"`
	Enabled       bool   `json:"enabled"`
	Administrator bool   `json:"administrator"`
}

// ninjaUsers are all users now. One that can't be read stops a change: who is the last
// administrator must be known.
func ninjaUsers(ctx context.Context, c *ninjaone.Client) ([]ninjaUser, error) {
	page, err := c.Users(ctx, ninjaone.UserQuery{})
	if err != nil {
		return nil, err
	}
	users := make([]ninjaUser, len(page.Rows))
	for i, row := range page.Rows {
		if err := json.Unmarshal(row.Raw, &users[i]); err != nil {
			return nil, fmt.Errorf("read user %d: %w", row.ID, err)
		}
	}
	return users, nil
}

// hasMember tells whether a role as NinjaOne gives it has a member.
func hasMember(role []byte, user int64) (bool, error) {
	var r struct {
		Members []struct {
			ID int64 `json:"id"`
		} `json:"members"`
	}
	if err := json.Unmarshal(role, &r); err != nil {
		return false, fmt.Errorf("read the members of a role: %w", err)
	}
	return slices.ContainsFunc(r.Members, func(m struct {
		ID int64 `json:"id"`
	}) bool {
		return m.ID == user
	}), nil
}
