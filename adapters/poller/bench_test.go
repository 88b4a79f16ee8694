package poller_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/poller"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// recorded serves pages from memory.
type recorded struct{ pages [][][]byte }

func (r recorded) Open(context.Context, uuid.UUID, uuid.UUID, func(poller.Wait)) (poller.Source, error) {
	return r, nil
}

func (r recorded) Pages(_ context.Context, kind poller.Kind, cursor string) iter.Seq2[poller.Page, error] {
	return func(yield func(poller.Page, error) bool) {
		if kind != poller.Devices || cursor != "" {
			if kind == poller.LastUsers {
				yield(poller.Page{}, poller.ErrNotOffered)
			}
			return
		}
		for i, rows := range r.pages {
			if !yield(poller.Page{Rows: rows, Cursor: fmt.Sprint(i + 1)}, nil) {
				return
			}
		}
	}
}

// recordedFleet is a fleet whose volatile members are of an hour.
func recordedFleet(devices, hour int) recorded {
	const size = 1000
	var r recorded
	for from := 0; from < devices; from += size {
		var page [][]byte
		for i := from; i < min(from+size, devices); i++ {
			contact := fmt.Sprintf("%d.901000000", 1759136775+hour*3600+i)
			page = append(page, []byte(strings.NewReplacer(
				`"id":5948`, fmt.Sprintf(`"id":%d`, i+1), `"organizationId":13`, fmt.Sprintf(`"organizationId":%d`, i%500+1),
				"1759136775.901000000", contact, "EXA-LAP-001", fmt.Sprintf("EXA-LAP-%d", i),
				"60945354752", fmt.Sprint(60945354752-hour*1000-i), "PF4A0000", fmt.Sprintf("PF%d", i), "jdoe", fmt.Sprintf("user%d", i),
			).Replace(workstation)))
		}
		r.pages = append(r.pages, page)
	}
	return r
}

func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkSync measures a first run and an unchanged one beside decoding the same
// pages into structs.
func BenchmarkSync(b *testing.B) {
	const devices = 20_000
	first, second := recordedFleet(devices, 0), recordedFleet(devices, 1)
	type device struct {
		ID, OrganizationID, LocationID, NodeRoleID       int64
		UID, NodeClass, DisplayName, SystemName, DNSName string
		Offline                                          bool
		Created, LastContact                             float64
		Tags, IPAddresses, MACAddresses                  []string
		OS                                               struct{ Manufacturer, Name, BuildNumber string }
		System                                           struct{ Manufacturer, Model, SerialNumber, BIOSSerialNumber string }
		Volumes                                          []struct {
			Name                string
			Capacity, FreeSpace int64
		}
		References struct {
			Warranty struct{ StartDate, EndDate float64 }
		}
	}
	for b.Loop() {
		log := setup(b, fleet(0, 1))
		run := func(name string, r recorded) {
			log.p = log.poller(func(c *poller.Config) { c.Sources = r })
			at, cpu := time.Now(), processorTime(b)
			ended := log.sync()
			b.ReportMetric(float64(time.Since(at).Microseconds())/devices, name+"-µs/device")
			b.ReportMetric(float64((processorTime(b)-cpu).Microseconds())/devices, name+"-cpu-µs/device")
			require.Equal(b, poller.StateCompleted, ended.State, "%+v", ended)
			require.Equal(b, devices, ended.Counts.Found)
		}
		run("first", first)
		run("unchanged", second)
		run("unchanged", second)
		at := time.Now()
		for _, page := range second.pages {
			for _, row := range page {
				var d device
				require.NoError(b, json.Unmarshal(row, &d))
			}
		}
		b.ReportMetric(float64(time.Since(at).Microseconds())/devices, "decode-µs/device")
	}
}
