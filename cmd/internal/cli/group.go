package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// group makes a verb that only holds other verbs. Called without one of them, or
// with an unknown one, it is wrong usage.
func group(use, short, long string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long,
		RunE: func(cmd *cobra.Command, args []string) error {
			var names []string
			for _, verb := range cmd.Commands() {
				names = append(names, verb.Name())
			}
			if len(args) == 0 {
				return usage("%s needs one of: %s", cmd.CommandPath(), strings.Join(names, ", "))
			}
			return usage("%s knows no %q; choose one of: %s", cmd.CommandPath(), args[0], strings.Join(names, ", "))
		},
	}
	cmd.AddCommand(verbs...)
	return cmd
}
