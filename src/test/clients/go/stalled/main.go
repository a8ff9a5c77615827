// Starts downloads over gRPC that are not read, then makes other calls on the same connection, then reads the downloads.
//
// The windows are as small as grpc-go makes them. Prints "others finished" when the other calls have ended, and then the
// SHA-256 of each download that was stalled.
//
//	stalled -address HOST:PORT -name NAME -method GetFile|Read -count N -upload NAME
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"hash"
	"io"
	"log"
	"time"

	"google.golang.org/grpc"

	v1 "chunkgate/v1"
	"demo"
)

const (
	deadline       = 40 * time.Second
	othersDeadline = 20 * time.Second
	windowBytes    = 65535
	uploadBytes    = 300000
	partBytes      = 64 * 1024
)

var (
	address = flag.String("address", "", "host:port of the server")
	name    = flag.String("name", "", "name of the file to download")
	method  = flag.String("method", "GetFile", "how to download it: GetFile or Read")
	count   = flag.Int("count", 1, "how many downloads are stalled")
	upload  = flag.String("upload", "", "name of the file to upload beside them")
)

// download is a call whose messages are read when it is asked to.
type download struct {
	receive func() ([]byte, error)
	digest  hash.Hash
}

func main() {
	flag.Parse()
	log.SetFlags(0)
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	conn, err := grpc.DialContext(ctx, *address, grpc.WithInsecure(), grpc.WithBlock(),
		grpc.WithInitialWindowSize(windowBytes), grpc.WithInitialConnWindowSize(windowBytes))
	if err != nil {
		log.Fatalf("failed to connect: %v", err)
	}
	defer conn.Close()

	var stalled []*download
	for i := 0; i < *count; i++ {
		started := start(ctx, conn)
		if err := started.readOne(); err != nil {
			log.Fatalf("failed to read the first message: %v", err)
		}
		stalled = append(stalled, started)
	}
	fmt.Println("others finished", others(ctx, conn))
	for _, one := range stalled {
		fmt.Println(one.rest())
	}
}

// others makes the calls that must end while the downloads are stalled, and returns the digest of a download.
func others(parent context.Context, conn *grpc.ClientConn) string {
	ctx, cancel := context.WithTimeout(parent, othersDeadline)
	defer cancel()
	digest := start(ctx, conn).rest()
	service := v1.NewFilesServiceClient(conn)
	if _, err := service.Stat(ctx, &v1.StatRequest{Name: *name}); err != nil {
		log.Fatalf("Stat: %v", err)
	}
	if err := write(ctx, service); err != nil {
		log.Fatalf("Write: %v", err)
	}
	return digest
}

func start(ctx context.Context, conn *grpc.ClientConn) *download {
	started := &download{digest: sha256.New()}
	if *method == "GetFile" {
		call, err := demo.NewFilesClient(conn).GetFile(ctx, &demo.Request{Name: *name})
		if err != nil {
			log.Fatalf("GetFile: %v", err)
		}
		started.receive = func() ([]byte, error) {
			message, err := call.Recv()
			return message.GetChunk(), err
		}
		return started
	}
	call, err := v1.NewFilesServiceClient(conn).Read(ctx, &v1.ReadRequest{Source: &v1.ReadRequest_Name{Name: *name}})
	if err != nil {
		log.Fatalf("Read: %v", err)
	}
	started.receive = func() ([]byte, error) {
		message, err := call.Recv()
		return message.GetData(), err
	}
	return started
}

func (d *download) readOne() error {
	data, err := d.receive()
	d.digest.Write(data)
	return err
}

// rest reads to the end, and returns the digest of the file.
func (d *download) rest() string {
	for {
		err := d.readOne()
		if err == io.EOF {
			return fmt.Sprintf("%x", d.digest.Sum(nil))
		}
		if err != nil {
			log.Fatalf("download: %v", err)
		}
	}
}

func write(ctx context.Context, service v1.FilesServiceClient) error {
	call, err := service.Write(ctx)
	if err != nil {
		return err
	}
	requests := []*v1.WriteRequest{{Start: &v1.WriteStart{Name: *upload}}}
	for sent := 0; sent < uploadBytes; sent += partBytes {
		length := partBytes
		if uploadBytes-sent < length {
			length = uploadBytes - sent
		}
		requests = append(requests, &v1.WriteRequest{Data: make([]byte, length)})
	}
	for _, request := range append(requests, &v1.WriteRequest{Finish: true}) {
		if err := call.Send(request); err != nil && err != io.EOF {
			return err
		}
	}
	for {
		if _, err := call.Recv(); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}
