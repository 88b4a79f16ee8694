package ninjasim

func (s *Sim) controlRoutes() {}
