package ninjasim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
)

// maxBody bounds the bodies of writes.
const maxBody = 1 << 20

// body decodes a request's JSON.
func (c *call) body(into any) *oauth.Problem {
	raw, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return c.failure(http.StatusBadRequest, "HTTP 400 Bad Request")
	}
	return nil
}

// mayWrite plays the refusals that writes can meet. Whether a token by client
// credentials may write is not established, so it is a fault to switch on.
func (c *call) mayWrite() *oauth.Problem {
	if _, ok := c.fired[fault.UserContext]; ok && !c.grant.User {
		return c.failure(http.StatusForbidden, "user_context_required")
	}
	return nil
}

// mutate runs a mutation and translates its error.
func (c *call) mutate(missing string, f func(*fleet.World) error) *oauth.Problem {
	err := c.change(f)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound):
		return c.failure(http.StatusNotFound, missing)
	}
	return c.failure(http.StatusBadRequest, "HTTP 400 Bad Request")
}

// patchDevice serves PATCH /v2/device/{id}; userData, roles and policies are
// taken and not kept.
func patchDevice(c *call) *oauth.Problem {
	id, p := c.pathID("id")
	if p == nil {
		p = c.mayWrite()
	}
	var in struct {
		DisplayName    *string
		OrganizationID *int
		LocationID     int
		Warranty       *struct{ StartDate, EndDate, ManufacturerFulfillmentDate float64 }
	}
	if p == nil {
		p = c.body(&in)
	}
	if p != nil {
		return p
	}
	return c.mutate("Device not found", func(w *fleet.World) error {
		if _, ok := w.Find(id); !ok {
			return ErrNotFound
		}
		if in.OrganizationID != nil {
			if err := w.Move(id, *in.OrganizationID, in.LocationID); err != nil {
				return err
			}
		}
		if in.DisplayName != nil {
			if err := w.SetDisplayName(id, *in.DisplayName); err != nil {
				return err
			}
		}
		if v := in.Warranty; v != nil {
			return w.SetWarranty(id, epoch(v.StartDate), epoch(v.EndDate), epoch(v.ManufacturerFulfillmentDate))
		}
		return nil
	})
}

// epoch reads seconds; 0 is no date.
func epoch(s float64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(s * 1e6)).UTC()
}

// decommission serves POST /v2/device/{id}/decommission.
func decommission(c *call) *oauth.Problem {
	id, p := c.pathID("id")
	if p == nil {
		p = c.mayWrite()
	}
	if p != nil {
		return p
	}
	return c.mutate("Device not found", func(w *fleet.World) error { return w.SetStatus(id, fleet.Decommissioned) })
}

// approval serves POST /v2/devices/approval/{mode}: a rejected device is gone.
func approval(c *call) *oauth.Problem {
	var in struct{ Devices []int }
	mode := c.r.PathValue("mode")
	p := c.mayWrite()
	if p == nil {
		p = c.body(&in)
	}
	if p == nil && mode != "APPROVE" && mode != "REJECT" {
		p = c.failure(http.StatusBadRequest, "HTTP 400 Bad Request")
	}
	if p != nil {
		return p
	}
	return c.mutate("Device not found", func(w *fleet.World) error {
		for _, id := range in.Devices {
			var err error
			if mode == "APPROVE" {
				err = w.SetStatus(id, fleet.Approved)
			} else {
				err = w.Delete(id)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// setOwner serves POST /v2/device/{id}/owner/{ownerUid}, which takes the
// user's uid, and DELETE /v2/device/{id}/owner.
func setOwner(c *call) *oauth.Problem {
	id, p := c.pathID("id")
	if p == nil {
		p = c.mayWrite()
	}
	if p != nil {
		return p
	}
	uid := c.r.PathValue("ownerUid")
	return c.mutate("Device or owner not found", func(w *fleet.World) error {
		owner := 0
		if uid != "" {
			if owner = w.UserByUID(uid); owner == 0 {
				return ErrNotFound
			}
		}
		return w.SetOwner(id, owner)
	})
}
