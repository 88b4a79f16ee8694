package direct

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"

	"coresync/adapters/ninjaone"
	"coresync/cmd/baton-ninja-one/tenant"
)

// The status codes of activities that say something about accounts and roles.
var (
	ofAccounts = []string{
		"APP_USER_CREATED", "APP_USER_UPDATED", "APP_USER_DELETED", "APP_USER_MFA_SETUP", "APP_USER_MFA_DELETED",
		"END_USER_CREATED", "END_USER_CREATED_API", "END_USER_UPDATED", "END_USER_UPDATED_API", "END_USER_DELETED", "END_USER_DELETED_API",
		"END_USER_PERMISSIONS_CHANGED", "TECHNICIAN_ROLE_ASSIGNMENT_CHANGED", "END_USER_ROLE_ASSIGNMENT_CHANGED",
	}
	ofRoles = []string{
		"TECHNICIAN_ROLE_CREATED", "TECHNICIAN_ROLE_UPDATED", "TECHNICIAN_ROLE_DELETED", "TECHNICIAN_ROLE_ASSIGNMENT_CHANGED",
		"END_USER_ROLE_CREATED", "END_USER_ROLE_UPDATED", "END_USER_ROLE_DELETED", "END_USER_ROLE_ASSIGNMENT_CHANGED",
	}
)

// withoutStart is how far a feed reaches back that has neither cursor nor time.
const withoutStart = 24 * time.Hour

// activity is a row of NinjaOne's log.
type activity struct {
	ID           int64   `json:"id"`
	ActivityTime float64 `json:"activityTime"`
	StatusCode   string  `json:"statusCode"`
	Subject      string  `json:"subject"`
	UserID       int64   `json:"userId"`
}

func (a activity) at() time.Time { return time.UnixMicro(int64(a.ActivityTime * 1e6)).UTC() }

// Changes reads NinjaOne's log of activities. The cursor is the id of the newest
// activity that was told. NinjaOne lists newest first, so all that is newer is read,
// and the oldest of it are given.
func (t *Tenant) Changes(ctx context.Context, cursor string, since time.Time, limit int) (tenant.Feed, error) {
	after, err := position(cursor)
	if err != nil {
		return tenant.Feed{}, err
	}
	if after == 0 && since.IsZero() {
		since = t.now().Add(-withoutStart)
	}
	found, err := t.activities(ctx, after, since)
	if err != nil {
		return tenant.Feed{}, err
	}
	slices.Reverse(found)
	feed := tenant.Feed{Cursor: cursor, More: len(found) > limit}
	found = found[:min(len(found), limit)]
	roles, err := t.rolesByName(ctx, found)
	if err != nil {
		return tenant.Feed{}, err
	}
	for _, a := range found {
		feed.Changes = append(feed.Changes, a.changes(roles)...)
		feed.Cursor = strconv.FormatInt(a.ID, 10)
	}
	if feed.Cursor == "" {
		feed.Cursor = "0"
	}
	return feed, nil
}

// position reads a cursor.
func position(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	at, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || at < 0 {
		return 0, grpcstatus.Errorf(codes.InvalidArgument, "event feed: %q is no cursor of this feed, which are ids of NinjaOne's activities; begin anew without one", cursor)
	}
	return at, nil
}

// activities reads what is newer than an id and no older than a time, newest first.
func (t *Tenant) activities(ctx context.Context, after int64, since time.Time) ([]activity, error) {
	wanted := slices.Compact(slices.Sorted(slices.Values(slices.Concat(ofAccounts, ofRoles))))
	query := ninjaone.ActivityQuery{NewerThan: after, Status: "in (" + strings.Join(wanted, ",") + ")"}
	var found []activity
	for p, err := range t.client.Activities(ctx, query) {
		if err != nil {
			return nil, status(err)
		}
		for _, row := range p.Rows {
			var a activity
			if err := json.Unmarshal(row.Raw, &a); err != nil {
				return nil, fmt.Errorf("%s: row with id %d: %w", p.Call, row.ID, err)
			}
			if after == 0 && a.at().Before(since) {
				return found, nil
			}
			// The filter is NinjaOne's to honour, so it is looked at once more.
			if _, asked := slices.BinarySearch(wanted, a.StatusCode); asked {
				found = append(found, a)
			}
		}
	}
	return found, nil
}

// rolesByName reads the roles where an activity names one; several may share a name.
func (t *Tenant) rolesByName(ctx context.Context, found []activity) (map[string][]int64, error) {
	if !slices.ContainsFunc(found, func(a activity) bool { return slices.Contains(ofRoles, a.StatusCode) }) {
		return nil, nil
	}
	roles, err := t.Roles(ctx)
	if err != nil {
		return nil, err
	}
	byName := make(map[string][]int64)
	for _, r := range roles {
		byName[r.Name] = append(byName[r.Name], r.ID)
	}
	return byName, nil
}

// changes says which account and which roles an activity is about. NinjaOne gives
// a role by its name only, and not who has it now; both are read again.
func (a activity) changes(roles map[string][]int64) []tenant.Change {
	var out []tenant.Change
	id := strconv.FormatInt(a.ID, 10)
	if a.UserID != 0 && slices.Contains(ofAccounts, a.StatusCode) {
		out = append(out, tenant.Change{ID: id, What: tenant.AccountChanged, At: a.at(), UserID: a.UserID})
	}
	if slices.Contains(ofRoles, a.StatusCode) {
		for _, role := range roles[a.Subject] {
			out = append(out, tenant.Change{ID: fmt.Sprintf("%s-role-%d", id, role), What: tenant.RoleChanged, At: a.at(), RoleID: role})
		}
	}
	return out
}
