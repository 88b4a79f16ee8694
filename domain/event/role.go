package event

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Sizes of a role, which names all its members. A role of tens of thousands would not fit
// into an event as it stands, but says much the same of each.
const (
	// plainRole is up to how many bytes a role is written as it stands.
	plainRole = 64 << 10
	// MaxRole is the most bytes that a role may have.
	MaxRole = 8 << 20
	// MaxPackedRole is the most bytes that it may have packed: what an event holds, less
	// what base64 and the other members take.
	MaxPackedRole = 184 << 10
)

// roleWritten is how a role stands in the log: as it is, or deflated where it is long.
type roleWritten struct {
	Connection uuid.UUID       `json:"connection"`
	RoleID     int64           `json:"role_id"`
	Role       json.RawMessage `json:"role,omitempty"`
	Packed     []byte          `json:"role_deflated,omitempty"`
	Run        uuid.UUID       `json:"run"`
}

// MarshalJSON writes the role, deflated where it is long.
func (p RoleObserved) MarshalJSON() ([]byte, error) {
	w := roleWritten{Connection: p.Connection, RoleID: p.RoleID, Role: p.Role, Run: p.Run}
	if len(p.Role) > plainRole {
		w.Role, w.Packed = nil, PackRole(p.Role)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *RoleObserved) UnmarshalJSON(raw []byte) error {
	var w roleWritten
	if err := json.Unmarshal(raw, &w); err != nil {
		return err
	}
	if w.Packed != nil {
		role, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(w.Packed)), MaxRole+1))
		if err != nil {
			return fmt.Errorf("inflate role %d: %w", w.RoleID, err)
		}
		if len(role) > MaxRole {
			return fmt.Errorf("inflate role %d: it has more than %d bytes", w.RoleID, MaxRole)
		}
		w.Role = role
	}
	*p = RoleObserved{Connection: w.Connection, RoleID: w.RoleID, Role: w.Role, Run: w.Run}
	return nil
}

// PackRole deflates a role.
func PackRole(role []byte) []byte {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = w.Write(role)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // the level is known, and memory takes all
	}
	return packed.Bytes()
}

// Size implements the estimate for EstimatedSize.
func (p *RoleObserved) Size() int {
	if len(p.Role) > plainRole {
		return MaxPackedRole
	}
	return len(p.Role) + usualSize/2
}
