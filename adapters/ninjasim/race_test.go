package ninjasim_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// Clients read while the world changes; the race detector watches.
func TestReadingWhileTheWorldChanges(t *testing.T) {
	t.Parallel()
	sim := ninjasim.New(ninjasim.Config{Devices: 120})
	h := sim.Handler()
	token := tokenOf(t, h)
	var readers, writer sync.WaitGroup
	stop := make(chan struct{})
	for _, path := range []string{"/v2/devices-detailed?expand=warranty,assignedOwner", "/v2/queries/volumes?pageSize=10", "/v2/users?includeRoles=true", "/v2/activities", "/sim/devices"} {
		readers.Go(func() {
			for range 15 {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.Header.Set("Authorization", "Bearer "+token)
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, r)
				if rec.Code != http.StatusOK {
					t.Errorf("%s: %d", path, rec.Code)
				}
			}
		})
	}
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			id, err := sim.AddDevice(ninjasim.NewDevice{OrgID: sim.Organizations()[0].ID})
			if err == nil {
				err = sim.Rename(id, "R"+itoa(i))
			}
			if err == nil {
				err = sim.DeleteDevice(id)
			}
			if err != nil {
				t.Error(err)
			}
			sim.Advance(time.Millisecond)
		}
	})
	readers.Wait()
	close(stop)
	writer.Wait()
	require.NotEmpty(t, sim.Requests())
}
