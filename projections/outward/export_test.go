package outward

import "context"

// Due counts the subscriptions that a courier looks at.
func (c *Courier) Due(ctx context.Context) (int, error) {
	all, err := c.due(ctx)
	return len(all), err
}
