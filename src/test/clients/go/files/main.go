// Uploads and downloads over gRPC, with the gateway's own service or with ByteStream, whose stubs are not the gateway's.
//
//	files put|get|query -address HOST:PORT -service files|bytestream -name NAME -file FILE
//	      [-cut-after BYTES] [-resume ID] [-follow] [-offset N | -chunk N] [-chunk-size N] [-length N]
//	files stat|ls|rm|cancel ... prints what files.py does
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/bytestream"
	"google.golang.org/grpc"

	v1 "chunkgate/v1"
)

const (
	deadline    = 5 * time.Minute
	pieceBytes  = 64 * 1024
	pageEntries = 2
)

var (
	flags     = flag.NewFlagSet("files", flag.ExitOnError)
	address   = flags.String("address", "", "host:port of the server")
	service   = flags.String("service", "files", "files or bytestream")
	name      = flags.String("name", "", "name of the file on the server")
	path      = flags.String("file", "", "file to send, or to append to")
	cutAfter  = flags.Int64("cut-after", -1, "break the upload off when so many bytes were sent")
	resume    = flags.String("resume", "", "go on with an upload: its id, or any text for ByteStream")
	follow    = flags.Bool("follow", false, "read along with an upload")
	offset    = flags.Int64("offset", 0, "position of the first byte to get")
	chunk     = flags.Int64("chunk", -1, "number of the first chunk to get, with -chunk-size")
	chunkSize = flags.Int("chunk-size", 0, "bytes in a message")
	length    = flags.Int64("length", 0, "the most bytes to get, 0 for all")
)

func main() {
	flags.Parse(os.Args[2:])
	log.SetFlags(0)
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	conn, err := grpc.DialContext(ctx, *address, grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		log.Fatalf("failed to connect: %v", err)
	}
	actions := map[string]func(context.Context, *grpc.ClientConn) error{
		"put files":        putFiles,
		"put bytestream":   putByteStream,
		"get files":        getFiles,
		"get bytestream":   getByteStream,
		"query files":      queryFiles,
		"query bytestream": queryByteStream,
		"stat files":       stat,
		"ls files":         list,
		"rm files":         remove,
		"cancel files":     cancelUpload,
	}
	if err := actions[os.Args[1]+" "+*service](ctx, conn); err != nil {
		log.Fatal(err)
	}
}

// pieces hands on the file's bytes from an offset to the end, or to where the upload is to be cut.
func pieces(offset int64, send func(offset int64, data []byte) error) (end int64, err error) {
	file, err := os.Open(*path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return 0, err
	}
	buffer := make([]byte, pieceBytes)
	for *cutAfter < 0 || offset < *cutAfter {
		n, err := file.Read(buffer)
		if err == io.EOF {
			break
		}
		if err != nil {
			return offset, err
		}
		if *cutAfter >= 0 && offset+int64(n) > *cutAfter {
			n = int(*cutAfter - offset)
		}
		if err := send(offset, buffer[:n]); err != nil {
			return offset, err
		}
		offset += int64(n)
	}
	return offset, nil
}

func putFiles(ctx context.Context, conn *grpc.ClientConn) error {
	stream, err := v1.NewFilesServiceClient(conn).Write(ctx)
	if err != nil {
		return err
	}
	start := &v1.WriteStart{Name: *name}
	if *resume != "" {
		start = &v1.WriteStart{UploadId: *resume}
	}
	if err := stream.Send(&v1.WriteRequest{Start: start}); err != nil {
		return err
	}
	opened, err := stream.Recv()
	if err != nil {
		return err
	}
	fmt.Println(opened.UploadId)
	go func() {
		_, err := pieces(opened.StoredOffset, func(offset int64, data []byte) error {
			place := &v1.WriteRequest_Offset{Offset: offset}
			return stream.Send(&v1.WriteRequest{Place: place, Data: data})
		})
		if err == nil && *cutAfter < 0 {
			stream.Send(&v1.WriteRequest{Finish: true})
			stream.CloseSend()
		}
	}()
	for {
		reply, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if *cutAfter >= 0 && reply.StoredOffset >= *cutAfter {
			return nil
		}
		if reply.File != nil {
			fmt.Println(reply.File.Sha256)
		}
	}
}

func putByteStream(ctx context.Context, conn *grpc.ClientConn) error {
	client := bytestream.NewByteStreamClient(conn)
	var offset int64
	if *resume != "" {
		status, err := client.QueryWriteStatus(ctx, &bytestream.QueryWriteStatusRequest{ResourceName: *name})
		if err != nil {
			return err
		}
		offset = status.CommittedSize
	}
	stream, err := client.Write(ctx)
	if err != nil {
		return err
	}
	end, err := pieces(offset, func(position int64, data []byte) error {
		return stream.Send(&bytestream.WriteRequest{ResourceName: *name, WriteOffset: position, Data: data})
	})
	if err != nil {
		return err
	}
	if *cutAfter < 0 {
		last := &bytestream.WriteRequest{ResourceName: *name, WriteOffset: end, FinishWrite: true}
		if err := stream.Send(last); err != nil {
			return err
		}
	}
	reply, err := stream.CloseAndRecv()
	if err != nil {
		return err
	}
	fmt.Println(reply.CommittedSize)
	return nil
}

func getFiles(ctx context.Context, conn *grpc.ClientConn) error {
	request := &v1.ReadRequest{
		Source:    &v1.ReadRequest_Name{Name: *name},
		Start:     &v1.ReadRequest_Offset{Offset: *offset},
		ChunkSize: int32(*chunkSize),
		Follow:    *follow,
		Crc32C:    true,
	}
	if *chunk >= 0 {
		request.Start = &v1.ReadRequest_ChunkIndex{ChunkIndex: *chunk}
	}
	if *length > 0 {
		request.Limit = &v1.ReadRequest_Length{Length: *length}
	}
	stream, err := v1.NewFilesServiceClient(conn).Read(ctx, request)
	if err != nil {
		return err
	}
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	fmt.Println(first.Header.File.Name)
	return appendAll(func() ([]byte, error) {
		response, err := stream.Recv()
		return response.GetData(), err
	})
}

func getByteStream(ctx context.Context, conn *grpc.ClientConn) error {
	request := &bytestream.ReadRequest{ResourceName: *name, ReadOffset: *offset, ReadLimit: *length}
	stream, err := bytestream.NewByteStreamClient(conn).Read(ctx, request)
	if err != nil {
		return err
	}
	return appendAll(func() ([]byte, error) {
		response, err := stream.Recv()
		return response.GetData(), err
	})
}

func appendAll(next func() ([]byte, error)) error {
	file, err := os.OpenFile(*path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0644)
	if err != nil {
		return err
	}
	for {
		data, err := next()
		if err == io.EOF {
			return file.Close()
		}
		if err != nil {
			return err
		}
		if _, err := file.Write(data); err != nil {
			return err
		}
	}
}
