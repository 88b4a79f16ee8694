package cli

import (
	"fmt"
	"slices"
	"strings"

	"coresync/cmd/internal/bench"

	"github.com/spf13/cobra"
)

func (c *cli) bench() *cobra.Command {
	var options bench.Options
	var check bool
	names := bench.Names()
	cmd := &cobra.Command{
		Use:   "bench [" + strings.Join(names, "|") + "]",
		Short: "Measure the program against baselines, on a scratch server",
		Long: "Measure what the program promises, each row against a baseline in the same run, on a private server that is\n" +
			"thrown away afterwards. Your data is never touched. With --check, the exit code is 3 where a goal is missed.",
		ValidArgs: names,
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen := names
			if len(args) == 1 {
				chosen = args
			}
			options.Note = c.Err
			var rows []bench.Row
			for _, name := range chosen {
				more, err := bench.Run(cmd.Context(), name, options)
				if err != nil {
					return err
				}
				rows = append(rows, more...)
			}
			if err := c.show(rows, benchHeading, func() [][]string { return benchTable(rows) }); err != nil {
				return err
			}
			if check && slices.ContainsFunc(rows, func(r bench.Row) bool { return !r.Met }) {
				return &differsError{"a goal is missed"}
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&options.Devices, "devices", 0, "size of the fleet (default: each row's own)")
	cmd.Flags().IntVar(&options.Events, "events", 0, "size of a backlog (default: each row's own)")
	cmd.Flags().IntVar(&options.Rounds, "rounds", 5, "measured rounds after the warm-up; the median counts")
	cmd.Flags().BoolVar(&check, "check", false, "exit with 3 where a goal is missed")
	return cmd
}

var benchHeading = []string{"ROW", "N", "SECONDS", "PER SECOND", "BASELINE", "RESULT", "GOAL", "MET", "CPU", "CPU POSTGRES"}

func benchTable(rows []bench.Row) [][]string {
	var table [][]string
	for _, r := range rows {
		relation, met := "≥", "yes"
		if r.AtMost {
			relation = "≤"
		}
		if !r.Met {
			met = "NO"
		}
		table = append(table, []string{
			r.Name, fmt.Sprint(r.N), fmt.Sprintf("%.2f", r.Seconds), fmt.Sprintf("%.0f", r.PerSecond),
			fmt.Sprintf("%.0f", r.Baseline), fmt.Sprintf("%.2f %s", r.Ratio, r.Unit),
			fmt.Sprintf("%s %.2f", relation, r.Goal), met,
			fmt.Sprintf("%.1f", r.CPUProgram), fmt.Sprintf("%.1f", r.CPUPostgres),
		})
	}
	return table
}
