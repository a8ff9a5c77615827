// go-grpc is the server of the article "Server side streaming gRPC in Go", as it stands at the article's end: 32 KiB chunks
// through ReadAt and a function that wraps the stream. Changed: a read error is returned, and the names are of one folder.
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"

	pb "demo"

	"google.golang.org/grpc"
)

const chunkSize = 1024 * 32 // 32kb

// ReturnChunk takes one chunk and its number.
type ReturnChunk func(chunk []byte, number int32) error

// FileChunks reads files in chunks.
type FileChunks struct{}

// GetFileAndChunk hands a file to chunkFunc, chunk by chunk, from the chunk startAt on.
func (f *FileChunks) GetFileAndChunk(chunkFunc ReturnChunk, filename string, startAt int32) error {
	file, err := os.Open(filename)
	if err != nil {
		return err
	}
	defer file.Close()

	offset := int32(chunkSize) * startAt

	buf := make([]byte, chunkSize)
	for {
		n, readErr := file.ReadAt(buf, int64(offset))

		// since readAt will return EOF even if it's read data, we only want to handle other errors here,
		// so that we can handle the data read if the error is EOF.
		if readErr != nil && readErr != io.EOF {
			return readErr
		}

		err := chunkFunc(buf[0:n], startAt)
		if err != nil {
			return err
		}

		// now handle if EOF
		if readErr == io.EOF {
			break
		}

		// increment the offset that we read at by the chunksize
		offset += int32(chunkSize)
		startAt++
	}

	return nil
}

// Server implements demo.Files.
type Server struct {
	folder      string
	fileChunker FileChunks
}

// GetFile streams a file of the folder.
func (s *Server) GetFile(req *pb.Request, stream pb.Files_GetFileServer) error {
	streamFunc := func(chunk []byte, number int32) error {
		return stream.Send(&pb.Response{Chunk: chunk, ChunkNumber: number})
	}
	return s.fileChunker.GetFileAndChunk(streamFunc, filepath.Join(s.folder, filepath.Base(req.Name)), req.StartAt)
}

func main() {
	address := flag.String("address", "localhost:50051", "host:port to listen on")
	folder := flag.String("folder", ".", "where the files are")
	flag.Parse()

	lis, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatalf("failed to listen: %v", err)
	}
	s := grpc.NewServer()
	pb.RegisterFilesServer(s, &Server{folder: *folder})
	if err := s.Serve(lis); err != nil {
		log.Fatalf("failed to serve grpc server: %v", err)
	}
}
