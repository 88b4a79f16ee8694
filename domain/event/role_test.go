package event_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A role reads as it was written, whatever its length; one of tens of thousands of members
// fits into an event.
func TestARoleOfManyMembersFitsIntoAnEvent(t *testing.T) {
	t.Parallel()
	role := func(n int, seed uint64) string {
		rng := rand.New(rand.NewPCG(seed, 1))
		members, id := make([]string, n), 1000
		for i := range members {
			id += 1 + rng.IntN(20)
			members[i] = fmt.Sprintf(`{"id":%d,"source":"%s"}`, id, []string{"MANUAL", "SCIM"}[rng.IntN(2)])
		}
		return `{"id":10,"members":[` + strings.Join(members, ",") + `],"name":"End User"}`
	}
	back := func(t require.TestingT, text string) int {
		was := &event.RoleObserved{Connection: uuid.UUID{1}, RoleID: 10, Role: json.RawMessage(text), Run: uuid.UUID{2}}
		raw, err := event.Encode(was)
		require.NoError(t, err)
		is := &event.RoleObserved{}
		require.NoError(t, json.Unmarshal(raw, is))
		require.Equal(t, was, is)
		return len(raw)
	}
	rapid.Check(t, func(t *rapid.T) {
		back(t, role(rapid.IntRange(0, 4000).Draw(t, "members"), rapid.Uint64().Draw(t, "seed")))
	})
	require.Greater(t, len(role(30_000, 1)), 900_000)
	require.Less(t, back(t, role(30_000, 1)), 200<<10)
	require.LessOrEqual(t, len(event.PackRole([]byte(role(30_000, 1)))), event.MaxPackedRole)
	require.Error(t, json.Unmarshal([]byte(`{"role_id":1,"role_deflated":"AAAA"}`), &event.RoleObserved{}))
}
