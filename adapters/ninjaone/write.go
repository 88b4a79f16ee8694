package ninjaone

import (
	"context"
	"encoding/json"
	"fmt"
)

// changes says whether a call is one that changes accounts or roles.
func changes(call string) bool {
	switch call {
	case CallCreateTechnician, CallCreateEndUser, CallDeleteTechnician, CallDeleteEndUser, CallAddRoleMembers, CallRemoveRoleMembers:
		return true
	}
	return false
}

// write sends a change and decodes the answer into out, if there is one. A change
// that may have been made is never sent again: NinjaOne has no keys by which it
// would know a repetition. Only a token that it refused is renewed, once.
func (c *Client) write(ctx context.Context, cl call, in, out any) error {
	cl.once = true
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s: %w", cl.name, err)
		}
		cl.body = body
	}
	_, err := c.request(ctx, cl, nil, func(body []byte) error {
		if out == nil || len(body) == 0 {
			return nil
		}
		return json.Unmarshal(body, out)
	})
	return err
}
