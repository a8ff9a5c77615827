package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// counter counts what is written to it.
type counter func(byteCount int)

func (c counter) Write(bytes []byte) (int, error) {
	c(len(bytes))
	return len(bytes), nil
}

// together runs many calls at once, each again and again, and prints what the slowest and the fastest got in the time.
func together(streams int, seconds float64, call func(context.Context, func(int))) {
	ctx, stop := context.WithTimeout(context.Background(), time.Duration(seconds*float64(time.Second)))
	defer stop()
	got := make([]int64, streams)
	var running sync.WaitGroup
	for i := range got {
		running.Add(1)
		go func(mine *int64) {
			defer running.Done()
			for ctx.Err() == nil {
				call(ctx, func(byteCount int) { atomic.AddInt64(mine, int64(byteCount)) })
			}
		}(&got[i])
	}
	running.Wait()
	slowest, fastest, all := got[0], got[0], int64(0)
	for _, bytes := range got {
		all += bytes
		if bytes < slowest {
			slowest = bytes
		}
		if bytes > fastest {
			fastest = bytes
		}
	}
	fmt.Printf("{\"bytes\":%d,\"slowest\":%d,\"fastest\":%d,\"seconds\":%f}\n", all, slowest, fastest, seconds)
}
