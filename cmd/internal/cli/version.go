package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which program this is",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if c.json {
				return c.printJSON(c.version)
			}
			_, err := fmt.Fprintf(c.Out, "coresync %s (%s)\n", c.version.Number, runtime.Version())
			return err
		},
	}
}
