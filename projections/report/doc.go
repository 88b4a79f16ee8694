// Package report asks the read model of assets for reports: devices by company, ages,
// warranties. Its cells, kept by the read model itself (asset.ReportCell), say how many
// assets are alike, so a report costs as much as there are cells, however many assets
// there are. What cells don't know is counted in rows of assets by an index: the days of
// a month that a band's edge cuts, one customer's ages, and what ignore rules leave out.
package report
