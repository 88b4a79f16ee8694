package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/http/api"
)

// pastReport measures a report as of a past day: the fleet is folded out of the log as it
// was known then. Each round asks for another moment, since what was folded last is
// remembered.
func pastReport(ctx context.Context, o Options, devices int) (row Row, err error) {
	o.Devices = devices
	h, err := newHistory(ctx, o, shortHistory)
	if err != nil {
		return row, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	head, err := h.Store.Head(ctx, h.Tenant)
	if err != nil {
		return row, err
	}
	reports := h.Services().Reports
	var times, own, server []float64
	for i := range o.rounds() {
		scope := api.Scope{Tenant: h.Tenant, AsOf: &api.Moment{Position: head.Position - int64(i)}}
		began, program, postgres := time.Now(), ownCPU(), treeCPU(h.pid)
		found, err := reports.Ages(ctx, scope, api.ReportFilter{})
		if err != nil {
			return row, err
		}
		if found.Data.Total < int64(devices)/2 { // things that don't age are left out
			return row, fmt.Errorf("a report as of a past day counts %d of %d devices", found.Data.Total, devices)
		}
		times, own, server = append(times, time.Since(began).Seconds()), append(own, ownCPU()-program), append(server, treeCPU(h.pid)-postgres)
	}
	seconds := median(times)
	goal := 2.0 // over 100,000 devices
	return Row{
		Name: "report_past", N: devices, Seconds: seconds, PerSecond: 1 / seconds, Ratio: seconds, Unit: "s", Goal: goal, AtMost: true,
		CPUProgram: median(own), CPUPostgres: median(server), Note: "ages as of a past day, folded out of the log",
	}.judge(), nil
}
