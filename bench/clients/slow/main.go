// slow downloads one file over many connections at once, each at a trickle, and after some seconds takes the rest as fast
// as it comes. It prints how many downloads came whole.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	pb "demo"

	"golang.org/x/net/http2"
	"google.golang.org/grpc"
)

// Small, so that the client is slow and not its kernel's buffer large.
const receiveBufferBytes = 64 * 1024

const stepsPerSecond = 10

type limit struct {
	bytesPerSecond int64
	until          time.Time
}

type report struct {
	Whole  int    `json:"whole"`
	Failed int    `json:"failed"`
	Error  string `json:"error"` // of one of those that failed
}

func main() {
	protocol := flag.String("protocol", "http", "http, h2c, tcp or grpc")
	address := flag.String("address", "", "host:port of the server")
	path := flag.String("path", "", "path (HTTP) or name (gRPC) of the file")
	size := flag.Int64("size", 0, "its bytes")
	connections := flag.Int("connections", 1000, "downloads at the same time, each on a connection of its own")
	rate := flag.Int64("rate", 32*1024, "bytes that each takes in a second")
	seconds := flag.Float64("seconds", 10, "how long they are slow")
	flag.Parse()

	open := opener(*protocol, *address, *path)
	slow := limit{*rate, time.Now().Add(time.Duration(*seconds * float64(time.Second)))}
	errors := make([]error, *connections)
	var running sync.WaitGroup
	for i := range errors {
		running.Add(1)
		go func(i int) {
			defer running.Done()
			errors[i] = download(open, *size, slow)
		}(i)
	}
	running.Wait()
	json.NewEncoder(os.Stdout).Encode(count(errors))
}

func count(errors []error) report {
	var all report
	for _, err := range errors {
		if err == nil {
			all.Whole++
		} else {
			all.Failed++
			all.Error = err.Error()
		}
	}
	return all
}

func download(open func() (io.ReadCloser, error), size int64, slow limit) error {
	body, err := open()
	if err != nil {
		return err
	}
	defer body.Close()
	var taken int64
	for time.Now().Before(slow.until) && taken < size {
		n, err := io.CopyN(io.Discard, body, slow.bytesPerSecond/stepsPerSecond)
		taken += n
		if err != nil && err != io.EOF {
			return err
		}
		time.Sleep(time.Second / stepsPerSecond)
	}
	rest, err := io.Copy(io.Discard, body)
	if err == nil && taken+rest != size {
		err = fmt.Errorf("%d bytes (expected: %d)", taken+rest, size)
	}
	return err
}

func opener(protocol, address, path string) func() (io.ReadCloser, error) {
	switch protocol {
	case "tcp":
		return func() (io.ReadCloser, error) { return dial(address) }
	case "http":
		return func() (io.ReadCloser, error) {
			return get(&http.Transport{
				Dial:           func(network, address string) (net.Conn, error) { return dial(address) },
				ReadBufferSize: 4096,
			}, "http://"+address+path)
		}
	case "h2c":
		return func() (io.ReadCloser, error) {
			return get(&http2.Transport{
				AllowHTTP: true,
				DialTLS:   func(network, address string, _ *tls.Config) (net.Conn, error) { return dial(address) },
			}, "http://"+address+path)
		}
	case "grpc":
		return func() (io.ReadCloser, error) { return call(address, path) }
	}
	log.Fatalf("-protocol: %s (expected: http, h2c, tcp or grpc)", protocol)
	return nil
}

func dial(address string) (net.Conn, error) {
	dialer := net.Dialer{Control: func(network, address string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) {
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, receiveBufferBytes)
		})
	}}
	return dialer.Dial("tcp", address)
}

func get(transport http.RoundTripper, url string) (io.ReadCloser, error) {
	response, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status: %s (expected: 200)", response.Status)
	}
	return response.Body, nil
}

func call(address, name string) (io.ReadCloser, error) {
	conn, err := grpc.Dial(address, grpc.WithInsecure(), grpc.WithBlock(),
		grpc.WithContextDialer(func(_ context.Context, address string) (net.Conn, error) { return dial(address) }))
	if err != nil {
		return nil, err
	}
	stream, err := pb.NewFilesClient(conn).GetFile(context.Background(), &pb.Request{Name: name})
	if err != nil {
		return nil, err
	}
	return &messages{conn: conn, stream: stream}, nil
}

// messages reads the chunks of a call as one run of bytes.
type messages struct {
	conn   *grpc.ClientConn
	stream pb.Files_GetFileClient
	rest   []byte
}

func (m *messages) Read(into []byte) (int, error) {
	for len(m.rest) == 0 {
		response, err := m.stream.Recv()
		if err != nil {
			return 0, err
		}
		m.rest = response.Chunk
	}
	n := copy(into, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func (m *messages) Close() error {
	return m.conn.Close()
}
