package http

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestMinPosition(t *testing.T) {
	t.Parallel()
	h := only(t, func(c *Config, _ *Services) { c.WaitLimit = time.Millisecond })
	read := "/api/v1/assets/" + thing(402).String() + "?min_position="
	play(t, h, []scenario{
		{name: "reached", path: read + at(4711).String(), status: 200},
		{name: "not reached in time", path: read + at(4712).String(), status: 503, code: "position_not_reached", want: map[string]string{"Retry-After": "1"}},
		{name: "of another epoch", path: read + uuid.NewString() + ":1", status: 409, code: "other_epoch"},
		{name: "no position", path: read + "4711", status: 400, code: "invalid"},
		{name: "for a list", path: "/api/v1/assets?min_position=" + at(4712).String(), status: 503, code: "position_not_reached"},
		{name: "where nothing is read from a model", path: "/api/v1/tokens?min_position=" + at(1).String(), status: 400, code: "invalid"},
		{name: "of who may not read", path: "/api/v1/events?min_position=" + at(4712).String(), token: "member", status: 403, code: "permission_missing"},
	})
}

func TestMinPositionWhileTheDatabaseIsGone(t *testing.T) {
	t.Parallel()
	h := only(t, func(_ *Config, has *Services) { has.Positions = &fakePositions{fail: errors.New("dial tcp: refused")} })
	scenario{path: "/api/v1/assets?min_position=" + at(1).String(), status: 500, code: "internal"}.run(t, h)
}
