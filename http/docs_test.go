package http

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"coresync/http/openapi"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

func documentation(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/http-api.md")
	require.NoError(t, err)
	return string(text)
}

// The page for people has the same roles as the program.
func TestTheDocumentedRolesAreTheRoles(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile("(?m)^\\| (`[a-z_`, ]+`) \\| (.+) \\|$")
	names := regexp.MustCompile("`([a-z:_]+)`")
	seen := map[string]bool{}
	for _, found := range line.FindAllStringSubmatch(documentation(t), -1) {
		var granted []string
		for _, p := range names.FindAllStringSubmatch(found[2], -1) {
			granted = append(granted, p[1])
		}
		for _, role := range names.FindAllStringSubmatch(found[1], -1) {
			seen[role[1]] = true
			want := permission.All()
			if !strings.HasPrefix(found[2], "all") {
				var err error
				want, err = permission.ParseSet(granted)
				require.NoError(t, err)
			}
			require.Equal(t, permission.Role(role[1]).Permissions(), want, role[1])
		}
	}
	for _, role := range permission.Roles() {
		require.True(t, seen[string(role)], role)
	}
}

// The page for people names what is always of now, with the reasons that answers give.
func TestTheDocumentedPresentIsThePresent(t *testing.T) {
	t.Parallel()
	d, err := openapi.Load()
	require.NoError(t, err)
	want, got := map[string]string{}, map[string]string{}
	for _, o := range d.Operations() {
		if o.AlwaysNow != "" {
			want[o.Path] = o.AlwaysNow
		}
	}
	line := regexp.MustCompile("(?m)^\\| (`GET [^|]+`) \\| (.+) \\|$")
	for _, found := range line.FindAllStringSubmatch(documentation(t), -1) {
		for _, path := range regexp.MustCompile("`GET ([^`]+)`").FindAllStringSubmatch(found[1], -1) {
			got[path[1]] = found[2]
		}
	}
	require.Equal(t, want, got)
}
