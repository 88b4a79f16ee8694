package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/cmd/internal/bench"

	"github.com/spf13/cobra"
)

func (c *cli) bench() *cobra.Command {
	var options bench.Options
	var check bool
	var goals map[string]string
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
			if err := setGoals(&options, goals); err != nil {
				return err
			}
			var rows []bench.Row
			for _, name := range chosen {
				more, err := bench.Run(cmd.Context(), name, options)
				if err != nil {
					return err
				}
				rows = append(rows, more...)
			}
			for name := range options.Goals {
				if !slices.ContainsFunc(rows, func(r bench.Row) bool { return r.Name == name }) {
					return usage("--goal %s: these benchmarks have no such row", name)
				}
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
	cmd.Flags().StringToStringVar(&goals, "goal", nil, "other goals, by row, such as append=0.9")
	cmd.Flags().StringVar(&options.Profile, "profile", "", "write CPU profiles of the last rounds to FILE.ROW")
	cmd.Flags().BoolVar(&check, "check", false, "exit with 3 where a goal is missed")
	return cmd
}

func setGoals(o *bench.Options, given map[string]string) error {
	o.Goals = make(map[string]float64, len(given))
	for row, text := range given {
		goal, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return usage("--goal %s=%s: give a number", row, text)
		}
		o.Goals[row] = goal
	}
	return nil
}

var benchHeading = []string{"ROW", "N", "SECONDS", "PER SECOND", "BASELINE", "RESULT", "GOAL", "MET", "CPU", "CPU POSTGRES", "NOTE"}

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
			fmt.Sprintf("%.1f", r.CPUProgram), fmt.Sprintf("%.1f", r.CPUPostgres), r.Note,
		})
	}
	return table
}
